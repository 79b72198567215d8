"""What runs the unit of work over many inputs: processes of this machine, a Dask cluster, Spark."""

"""What kinds of triple store there are, and how to speak with one over HTTP (SPARQL 1.1 Protocol, Graph Store Protocol)."""

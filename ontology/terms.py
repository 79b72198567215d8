"""Namespaces of the ontology and of the vocabularies it reuses."""

from __future__ import annotations

__all__ = ["KH", "KHC", "KHS", "KHT", "PREFIXES", "RDF", "RDFS", "SCHEMA", "SKOS", "XSD"]

KH = "https://w3id.org/khabar/ns#"
KHT = "https://w3id.org/khabar/type/"
KHC = "https://w3id.org/khabar/code/"
KHS = "https://w3id.org/khabar/shapes#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"

PREFIXES = {
    "kh": KH,
    "kht": KHT,
    "khc": KHC,
    "khs": KHS,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": XSD,
    "skos": SKOS,
    "schema": SCHEMA,
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "org": "http://www.w3.org/ns/org#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "wd": "http://www.wikidata.org/entity/",
}

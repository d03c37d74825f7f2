"""The demo: incidents told by recorded staff, run through the whole product."""

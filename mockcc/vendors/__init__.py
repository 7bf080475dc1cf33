"""Each vendor's decisions, a package a vendor: it picks replies and changes tables; the words stand in the fixtures."""

"""Byte streams to timeline rows; knows the definitions under parsers/, knows no state machine."""

"""The warm start: regression onto morphs between training notes."""

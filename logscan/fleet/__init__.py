"""Many cases: found, analysed one by one in processes of their own, kept by content, and put into tables that one question can ask."""

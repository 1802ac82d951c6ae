"""PostgreSQL 18 from a Python package, run in the data directory, for those who have no server of their own.

place     where its files are and what its parts are called
cluster   makes the data directory, once
server    starts, stops and tidies up after one server
keeper    the process that keeps the server running as long as somebody uses it
using     what everybody else calls: `with using(home): ...`
"""

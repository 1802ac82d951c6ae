"""The demo book: a company that sells machine tools, made by code, the same on every machine.

Everything in it is invented; addresses of mail and web end in `.example`, which belongs to nobody.
"""

from zhike.demo.book import load

__all__ = ["load"]

"""Claims: a sentence about a defence, the study that tests it, and what was found.

`claim.py` says what a claim and an answer are, `asking.py` plays what a claim needs, `judging.py` has the one
rule by which a verdict comes about.  Each claim is one file in `stated/`; what several of them play stands in
`scenes/`.  This floor stands above all other studies and may import any of them; none imports it.
"""

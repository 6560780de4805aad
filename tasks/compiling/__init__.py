"""What a dossier says, and how it is packed with its files.

content.py    the round in words        packing.py   the ZIP, streamed, with its sums
names.py      names that harm nobody    manifest.py  what the ZIP says of itself
"""

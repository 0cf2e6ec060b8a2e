"""What could identify someone in Dutch talk: where it stands, and what stands in its place.

    detectors        all findings of one text, without overlap
    by_deduce        names, places, dates and institutions in written text
    identifiers      numbers with a checksum or a shape; person_numbers: those told by a word before them;
                     online: mail, web, accounts; shapes: how such rules are written
    ages, dates      of somebody, and not of a rule or a duration
    spoken_names     names in lower case; addresses, places, institutions, schools likewise
    speaker_names    the forms in which a registered speaker is mentioned; name_use: whether a word is a name here
    mentions         the words of one session that stand for its people
    placeholders     what stands for a registered speaker

`stages/privacy.py` masks the turns of a session with them.
"""

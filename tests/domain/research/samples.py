"""Small files of our own, in the forms in which EU law comes; and where the real ones lie."""

from pathlib import Path

import pytest

# ruff: noqa: E501

SHARED = Path(__file__).parents[4] / "shared" / "eurlex-samples"

with_real_files = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the real files are not here: {SHARED.parent.name}"
)

ACT = """<?xml version="1.0" encoding="UTF-8"?>
<ACT><BIB.INSTANCE><DOCUMENT.REF FILE="L_2031001EN.doc.xml"><LG.OJ>EN</LG.OJ></DOCUMENT.REF>
<DATE ISO="20310105">20310105</DATE><LG.DOC>EN</LG.DOC></BIB.INSTANCE>
<TITLE><TI><P><HT TYPE="UC">Regulation</HT> (EU) 2031/7</P><P>of 5 January 2031</P>
<P>on the keeping of lighthouses</P></TI></TITLE>
<PREAMBLE><PREAMBLE.INIT>THE COUNCIL,</PREAMBLE.INIT>
<GR.VISA><VISA>Having regard to the sea<NOTE><P>A footnote.</P></NOTE>,</VISA></GR.VISA>
<GR.CONSID><GR.CONSID.INIT>Whereas:</GR.CONSID.INIT>
<CONSID><NP><NO.P>(1)</NO.P><TXT>Lamps guide ships.</TXT></NP></CONSID>
<CONSID><NP><NO.P>(2)</NO.P><TXT>Keepers need rest.</TXT></NP></CONSID></GR.CONSID></PREAMBLE>
<ENACTING.TERMS><DIVISION><TITLE><TI><P>CHAPTER II</P></TI><STI><P>KEEPERS</P></STI></TITLE>
<ARTICLE IDENTIFIER="001"><TI.ART>Article 1</TI.ART><STI.ART>Duty</STI.ART>
<PARAG IDENTIFIER="001.001"><NO.PARAG>1.</NO.PARAG><ALINEA><P>A keeper shall:</P>
<LIST TYPE="alpha"><ITEM><NP><NO.P>(a)</NO.P><TXT>light the lamp;</TXT></NP></ITEM>
<ITEM><NP><NO.P>(b)</NO.P><TXT>log the night:</TXT><P><LIST TYPE="DASH"><ITEM><P>wind,</P></ITEM>
</LIST></P></NP></ITEM></LIST></ALINEA><ALINEA>Fog changes nothing.</ALINEA></PARAG>
<PARAG IDENTIFIER="001.002"><NO.PARAG>2.</NO.PARAG><ALINEA>A <QUOT.START CODE="2018"/>lamp<QUOT.END
 CODE="2019"/> is any light.</ALINEA></PARAG></ARTICLE>
<ARTICLE IDENTIFIER="005A"><TI.ART>Article 5a</TI.ART><ALINEA>Rest is a right.</ALINEA></ARTICLE>
</DIVISION></ENACTING.TERMS><FINAL><P>Done at sea.</P></FINAL></ACT>"""

ANNEX = """<ANNEX><BIB.INSTANCE><DOCUMENT.REF FILE="L_2031001EN.doc.xml"/></BIB.INSTANCE>
<TITLE><TI><P>ANNEX IV</P></TI><STI><P>Lamps</P></STI></TITLE><CONTENTS><P>Oil lamps.</P>
<TBL><CORPUS><ROW><CELL>Oil</CELL><CELL>litre</CELL></ROW></CORPUS></TBL></CONTENTS></ANNEX>"""

NOTICE = "<DOC><BIB.DOC/></DOC>"

CONSOLIDATED = """<CONS.ACT><INFO.CONSLEG START.DATE="20320101"/><CONS.DOC>
<BIB.INSTANCE><DATE ISO="20320101"/><LG.DOC>FR</LG.DOC></BIB.INSTANCE>
<FAM.COMP><BIB.DATA><NO.CELEX>32031R0007</NO.CELEX></BIB.DATA></FAM.COMP>
<TITLE><TI><P>Règlement (UE) 2031/7</P></TI></TITLE>
<PREAMBLE><PREAMBLE.INIT></PREAMBLE.INIT></PREAMBLE><ENACTING.TERMS>
<ARTICLE IDENTIFIER="001"><TI.ART>Article premier</TI.ART>
<PARAG IDENTIFIER="001.001"><NO.PARAG>1.</NO.PARAG><ALINEA>Le gardien allume la lampe.</ALINEA></PARAG>
<?CLG.MDFO ID="O3" IDREF="C3" ACTION="DELETED" LEVEL="STRUCTURE" ACTIVE.DOC="32032R0001"?>
<PARAG IDENTIFIER="001.002"><NO.PARAG>2.</NO.PARAG><ALINEA>Il boit du rhum.</ALINEA></PARAG>
<?CLG.MDFC ID="C3" IDREF="O3"?></ARTICLE>
<?CLG.MDFO ID="O1" IDREF="C1" ACTION="DELETED" LEVEL="STRUCTURE" ACTIVE.DOC="32032R0001"?>
<ARTICLE IDENTIFIER="002"><TI.ART>Article 2</TI.ART><ALINEA>Le phare flotte.</ALINEA></ARTICLE>
<?CLG.MDFC ID="C1" IDREF="O1"?>
<?CLG.MDFO ID="O2" IDREF="C2" ACTION="REPLACED" LEVEL="STRUCTURE" ACTIVE.DOC="32032R0001"?>
<ARTICLE IDENTIFIER="003"><TI.ART>Article 3</TI.ART><ALINEA>Le repos <?CLG.MDFO ID="O4" IDREF="C4"
 ACTION="DELETED" LEVEL="TEXT"?>hebdomadaire <?CLG.MDFC ID="C4" IDREF="O4"?>est dû.</ALINEA></ARTICLE>
<?CLG.MDFC ID="C2" IDREF="O2"?>
</ENACTING.TERMS></CONS.DOC></CONS.ACT>"""

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML//EN" "xhtml-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>L_2031001FR.xml</title></head><body>
<table><tbody><tr><td><p class="oj-hd-date">8.1.2031</p></td><td><p class="oj-hd-lg">FR</p></td></tr></tbody></table>
<div class="eli-container"><div id="tit_1"><p class="oj-doc-ti">RÈGLEMENT (UE) 2031/7</p>
<p class="oj-doc-ti">du 5 janvier 2031</p><p class="oj-doc-ti">relatif à la garde des phares</p></div>
<div class="eli-subdivision" id="pbl_1"><p class="oj-normal">LE CONSEIL,</p>
<div class="eli-subdivision" id="rct_1"><table><tbody><tr><td><p class="oj-normal">(1)</p></td>
<td><p class="oj-normal">Les œuvres de mer&nbsp;guident.</p></td></tr></tbody></table></div></div>
<div id="cpt_II"><p class="oj-ti-section-1">CHAPITRE II</p>
<div class="eli-title"><p class="oj-ti-section-2">Gardiens</p></div>
<div class="eli-subdivision" id="art_1"><p class="oj-ti-art">Article premier</p>
<div class="eli-title"><p class="oj-sti-art">Devoir</p></div>
<div id="001.001"><p class="oj-normal">1.   Le gardien doit:</p>
<table><tbody><tr><td><p class="oj-normal">a)</p></td><td><p class="oj-normal">allumer la lampe
<a href="#ntr1">(<span>1</span>)</a>;</p></td></tr></tbody></table></div>
<div id="001.002"><p class="oj-normal">2.   Le brouillard n’y change rien.</p></div></div></div></div>
<div class="eli-container" id="anx_IV"><p class="oj-doc-ti">ANNEXE IV</p><p class="oj-normal">Lampes.</p></div>
<p class="oj-note">(1) Note.</p></body></html>"""

OLD_PAGE = """<html><body><p class="hd-lg">FR</p><p class="hd-date">26.10.1999</p>
<p class="doc-ti">Directive 99/5/CE</p><p class="normal">Au large,</p>
<p class="ti-section-1">TITRE I</p><p class="ti-section-2">LA MER</p>
<p class="ti-art">Article 1</p><p class="sti-art">Objet</p><p class="normal">La mer est à tous.</p>
<p class="ti-art">Article 2</p><p class="normal">1.   Elle monte.</p><p class="normal">Elle descend.</p>
<p class="normal">2.   Elle attend.</p></body></html>"""

META = """{"raw": {"celex": "%s"}, "valid_from": "%s", "in_force_status": "1",
"expressions": [{"language": "fr", "title": "Règlement#des phares"},
 {"language": "en", "title": "Lighthouse Regulation"}],
"publisher_metadata": [{"kind": "eurovoc", "language": "fr", "label": "phare"},
 {"kind": "directory", "language": "fr", "label": "Transport"}]}"""

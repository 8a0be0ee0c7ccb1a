<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>ActText</name>
    <message>
        <source>Patient registered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity document seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Case opened for this patient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement submitted for review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text of the agreement approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement sent back with a comment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature of the agreement refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement terminated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agreement abandoned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invitation written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record abstract approved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invitation sent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review of the invitation begun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Question about the invitation answered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More information asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invitation withdrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invitation accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invitation declined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Case opened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Service and fees explained to the patient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consent signed by the patient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consent signed by a guardian or close relative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consent refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consent withdrawn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image or document added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pulse recorded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Case marked as prepared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Case reopened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new invitation is being prepared</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A new time is being found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Physician assigned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time of the session confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session put off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity confirmed again before the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session resumed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session broken off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session record confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Case cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Document found missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More data asked for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data judged sufficient without the session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Translation kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fee note added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opinion released</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report frozen for signing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report released</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report received and verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report taken back to draft</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decision drafted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Final decision signed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archiving begun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archive confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Case closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled case archived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An act of a newer version (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not done: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>act and what it is about</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>code and words</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%1, %n minutes</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CaseTextHeadings</name>
    <message>
        <source>Complaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record abstract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Specialty wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Qualification wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disease</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Principle of treatment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Advice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Herbs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cautions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits of the remote examination</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Differences between the sides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CodeText</name>
    <message>
        <source>%1 (inviting side)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (invited side)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Female</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Male</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other or not stated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>physician</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>medical administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>liaison officer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>records officer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interpreter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>IT staff</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quality manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>finance officer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pharmacist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>security administrator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>auditor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>patient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guardian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>close relative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>witness</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>inviting side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>invited side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>looking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>listening and smelling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>palpation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tongue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pattern and opinion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>treatment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>intake</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>follow-up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left cun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left guan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>left chi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right cun</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right guan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right chi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tongue, upper side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tongue, under side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>purpose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>proposed times</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>record abstract</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>specialty wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>title wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>qualification wanted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>conditions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>content</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>process</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>responsibilities, rights and obligations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>risk of medical damage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sharing of liability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parties</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>participants</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>data relied on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>findings of both sides</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>analysis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>disease</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pattern</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>treatment principle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>advice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cautions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>limits of the remote examination</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>evidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>differences between the findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>how far the opinion is followed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>who was informed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>instrument</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>privacy of both rooms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>second way to talk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>identity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>agreement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>invited physician</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>check-in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accompanying physician</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>consultation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>diagnosis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>guidance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by records only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>passport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>identity card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read by a device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>checked in a register</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>date of birth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sex</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>country</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>case code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resident physician</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attending physician</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>associate chief physician</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chief physician</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no capacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>specialty not offered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not suitable for remote service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>data insufficient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>legal reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>conflict of interest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>service</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>risks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>alternatives</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>use of data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>liability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>followed in full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>followed in part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not followed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>payment voucher</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>carried forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>allergies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>current medicines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pregnancy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chief complaint</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Chinese (traditional script)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arabic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bulgarian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Czech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>German</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Greek</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spanish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Persian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>French</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hebrew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hindi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hungarian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Indonesian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Italian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Japanese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kazakh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Korean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lao</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mongolian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Malay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Burmese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dutch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Polish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Portuguese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Romanian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Russian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Serbian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Swahili</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Thai</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turkish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ukrainian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Urdu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uzbek</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>It is not there. It may have been moved, or it was never made here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your role does not allow this. Ask a colleague whose role does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A rule of the service does not allow this now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was entered is incomplete or contradicts itself. Check it and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data is damaged or was changed. Nothing was taken from it; use an earlier copy or a backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signature or key is not one that this station knows. Nothing was accepted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This password does not open it. Check Caps Lock and the keyboard language, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is in use by another window or program. Close that one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer came in time. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was written by a newer version. Update this program to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full. Free some space; everything saved before is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading or writing failed. Check the disk or the cable and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fingerprint typed is not the one of these two institutions. Do not pair; call the partner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record chain is damaged in {n} places; restore from a backup and tell IT.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} fits more than one; write more of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not valid JSON (at byte {place}): {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say who acts with --as.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No {what} was given. Use the --{what}-file option or a terminal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name the vault folder with --vault.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text} is not known here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Others may read the file {file}. Take their right away first (chmod 600).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no such command: {name}. Run sizhenctl --help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command needs: {usage}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The document is not sound: it was changed after signing or its signer is not known here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {file} is not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {file} cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file {file} could not be written; check the folder and the free space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{en}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No partner is connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pulse instrument is connected. Check the cable or the --device option.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The instrument was unplugged. The recording is kept up to the last sample.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your role does not allow this. It is for: {who}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The partner was not reached or did not finish in {seconds} s. Everything stays queued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damage was found in {n} places. Restore from a backup; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This passphrase does not open the vault. Check Caps Lock and the keyboard language, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rectification is not completed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The partner has suspended its service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report due {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State the severity.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Telemedicine is suspended since {time}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decide what happens to {n} running cases.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agree on data location and cross-border transfer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tele-diagnosis needs an agreed procedure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Agree how disputes are settled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fees, modes of payment and the remedy for payment problems must be agreed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No agreement in force covers this case.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decide what happens to {n} open cases.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The partner&apos;s key is not verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the prevailing language.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agreement lacks: {sections}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No information-security and privacy clause.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State the rights, obligations and liability of the third party.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not yet signed by: {parties}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The inviter&apos;s application is not on file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No good backup for {n} days.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archived record is closed; add a supplement.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archived data is damaged: {docs}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A hold prevents destruction.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing for archiving: {docs}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Records overdue: {docs}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State why you open this record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The archive of {side} is not confirmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retention runs until {date}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This record is sealed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two copies differ; a person must review.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Base indicators cannot be edited; refine them instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This value is computed; add a comment instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scores differ by more than {n}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The service assessment is overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Attach evidence for this score.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Low results without an improvement measure: {items}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Approve the assessment scheme before scoring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {n} cases in the period.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State which objective this indicator serves.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights must add up to 100 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Separate consent for sending data abroad is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the service and its cost before asking for a signature.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The explanation must be given by the inviting side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The fee is now higher than explained; renew the consent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A guardian must sign for this patient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patient has not agreed to recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No valid informed consent for this case.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protective treatment: this content may not be shown to the patient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Risks of the remote service were not explained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The consent does not cover this change; renew it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A second person must confirm the scan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State why the patient does not sign and who signs instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This consent form is no longer in force.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patient has withdrawn consent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The inviting side has not recorded its decision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No opinion has been received yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record who was informed of the result.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the inviting side decides on diagnosis and treatment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say why the opinion was not fully followed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration of {device} is not valid.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consumable has expired.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Today&apos;s room check is not done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disinfect {device} before use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{person} is not trained on {device}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspection of {device} was due on {date}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test the device before returning it to service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{device} failed its self-test.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This version was not approved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown device refused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This device is not registered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tele-diagnosis data missing: {items}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The invited institution is not of a higher level.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tele-diagnosis needs a consortium or similar relationship and an agreed procedure.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The output for this type is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The type of service cannot change after acceptance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record is on hold because of a dispute.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agreement has no dispute clause to follow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No drill of {plan} in 12 months.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No emergency plan for: {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recovered after a crash: check {items}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Note written {h} h after the talk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Offer at least two modes of payment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not enter card numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finance users cannot open clinical data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepare the quote before the consent talk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The payment voucher has not been issued.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This item is not in the agreed fee schedule.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the agreed remedy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Explain the extra cost and get the inviter&apos;s acknowledgement before payment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The voucher does not match the payment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The payer must be the inviting institution.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The chief complaint is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{device} is not cleared for use: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Findings of both sides differ: {items}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Missing without reason: {methods}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No colour reference in the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pulse recording is too noisy; repeat it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a reason for the correction.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the inviting side can take the pulse.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Odour can be recorded only at the patient&apos;s side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill allergies, current medicines and pregnancy status.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State who observed this and how.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Department {d} lacks a senior or associate-senior physician.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No liability cover recorded for {country}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The practice licence of {name} is not valid on {date}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No confirmed permission for international telemedicine for {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is not ready for telemedicine: {reasons}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Required rules are missing: {categories}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Assign a post before granting this role.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{specialty} is not among the approved clinical subjects of {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The third party has no agreement in force.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown code {code}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the patient: identifiers differ.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image belongs to another patient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record abstract must be approved by the physician.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The attachment arrived damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An open invitation for this patient exists.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The invitation expired without an answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The invitation lacks: {fields}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Identity is released after acceptance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A sent invitation cannot be edited; issue a new version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only an authorised officer may send invitations.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This part is addressed to the treating institution only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session has started; cancel the case instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The partner has not received the invitation yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patient does not read the language of this form; name the interpreter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An interpreter for {language} must be present.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record the language attestation first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The interpreter has not signed the confidentiality undertaking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No one covers {a} ↔ {b}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The session is paused: the interpreter is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interpreters can edit translations only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still waiting for: {institutions}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opinions missing from: {people}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{institution} has no member with 3 years of practice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An MDT needs at least two specialties.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name suggests a national scope; attach the approval.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name does not follow the required pattern.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only one audio-video set.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Bandwidth {x} Mbit/s is below {y}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{device} has no uninterruptible supply.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running on battery: {min} min left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At least two network providers are required.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UPS test overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This rule comes from the standard and cannot be disabled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invitations go to an institution. Inviting an individual requires an internet-hospital approval.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The matched institution has not accepted yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No active agreement between the inviting and the invited institution.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Store-and-forward review needs a complete data package.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patient is not registered at the inviting institution.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A platform case needs an agreement signed by inviter, platform operator and invitee.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remote operation of medical devices is outside the permitted service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both institutions are in the same country: this case is domestic and outside the WFCMS standard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The side of origin is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A third-party organisation may not provide diagnosis or treatment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The agreement does not cover this type of service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The assignment differs from the request; confirm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The licence of {person} has lapsed since assignment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{person} cannot be assigned: {reasons}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell the inviting side about the change first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove identifying data first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Request of the patient is overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report this breach to the authority by {time}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Corrective action overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspection of {topic} is overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a reason for going on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The officer must sign the inspection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This service type is not offered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State the legal ground.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No interface to an authority is configured.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This field is not needed for the service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Medical data may not be stored at {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No legal ground for this transfer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The relay is not allowed to store data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The signature of the report could not be verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clock is not synchronised; signing is blocked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{herb} is restricted in {country}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report is overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A signed report cannot be changed; issue an amendment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only physicians who took part may sign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The opinion is overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The scan needs a second check.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report lacks: {sections}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not yet signed by: {people}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing check: {items}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Feedback to {dept} is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The screen says: not suitable for remote service.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Risk review overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The invitation was withdrawn before your acceptance arrived.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer is overdue by {h} h.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No qualified physician is free in the proposed time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only an authorised officer of the invited side may answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The platform operator has not been told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparation is not complete: {items}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State why the invitation is declined.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{drug} may not be prescribed over the network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The diagnosis differs from the in-person one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No in-person examination on record for this problem.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pharmacist on duty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prescribing by the invited side is not allowed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pharmacist must approve the prescription.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under 6: guardian and a specialist must be present.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No rule on file for {herb} in {country}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The prescription is not signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{resource} is already booked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot schedule: {missing}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No technical test within the last {h} h.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give a reason.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The audit log has been altered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clock differs by {ms} ms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This account is disabled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This destination is not allowed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data store is locked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many attempts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are not assigned to this case.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Real-name verification is missing for this account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit review overdue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Second factor required.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One person cannot hold two administrator roles.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This item was changed outside the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update is not properly signed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{channel} is not working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm or repeat this observation; the picture was poor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot start: {items}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The patient&apos;s identity is not verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The other site could not be verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture or sound is below the agreed quality.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The accompanying physician has left the patient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both physicians must confirm the session record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown participants cannot join.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have not opened: {items}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Under the international standard the accompanying person must be a licensed TCM physician.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm the rules of {A} and {B} before joining.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State why a physician below the required level is assigned.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An inviting-side TCM physician must be with the patient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No emergency-response training on file for {person}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The institution&apos;s consent for {person} is not on file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No liaison person named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a dedicated person for equipment and one for the information system.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{person} has no valid TCM practice licence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has no registered TCM professional.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{person} is not registered to practise for {institution}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only the quality officer may sign this record.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The invited side needs at least one TCM physician with 3 years of independent clinical practice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The credentials of {person} have not been verified in the official register.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training data cannot be used in a real case.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{person} lacks training: {topics}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No training plan for {group}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>HealthText</name>
    <message>
        <source>Pulse instrument</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Link to the partner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Vault</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clock</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Disk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uninterruptible supply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Backup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The instrument is connected and ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No instrument is set up at this station.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The instrument is being looked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A pulse is being recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The instrument does not answer. Check its cable; it reconnects by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{partner} is connected and verified.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connecting to {partner}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{partner} cannot be reached. Everything is kept and sent when the line is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No partner is paired yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open; everything is saved encrypted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every page and record is being checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checked: nothing is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damage was found in {n} places. Restore from a backup; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clock agrees with the partner&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clock differs from the partner&apos;s by {seconds} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{free} free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {free} free. Make room before the next session.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full. Saving is refused until there is room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not present (practice).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not working</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not present</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has been heard of it yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepText</name>
    <message>
        <source>Patient</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invitation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer and time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look and tongue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Listen and smell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Palpate and pulse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Both sides&apos; findings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Session</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opinion and report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decision and plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Archive</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>can be done now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimeText</name>
    <message>
        <source>%1 %2</source>
        <comment>city and time</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (tomorrow)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (yesterday)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, %2 %3</source>
        <comment>day, city and time</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n days left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>late by %n days</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>late by %n h</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>late by %n min</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimelineText</name>
    <message>
        <source>Inviting side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Invited side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept in this house</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not yet confirmed by the partner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>received by the partner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from the partner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Record abstract without the patient&apos;s name</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n original(s): pictures, waves, papers</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The case record, %n act(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The service, and who gives it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it costs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the consultation goes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Risks and limits of examining from afar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other ways to be treated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sending the record to the partner abroad</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recording of picture and sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is liable for what</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>sizhen::ActBar</name>
    <message>
        <source>%1: %2</source>
        <comment>act: why it is not possible now</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>sizhen::LabelEdit</name>
    <message>
        <source>Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, in Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, in English</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>sizhen::RowsEdit</name>
    <message>
        <source>%1, Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, English</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>

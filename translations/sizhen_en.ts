<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>ActText</name>
    <message numerus="yes">
        <source>%1, %n minutes</source>
        <translation>
            <numerusform>%1, %n minute</numerusform>
            <numerusform>%1, %n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Board</name>
    <message numerus="yes">
        <source>%n not yet confirmed by %1</source>
        <translation>
            <numerusform>%n not yet confirmed by %1</numerusform>
            <numerusform>%n not yet confirmed by %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PatientText</name>
    <message numerus="yes">
        <source>%1, %n years, %2</source>
        <translation>
            <numerusform>%1, %n year, %2</numerusform>
            <numerusform>%1, %n years, %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlaceText</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PulseText</name>
    <message numerus="yes">
        <source>pauses, %n in number, at no fixed distance</source>
        <translation>
            <numerusform>one pause</numerusform>
            <numerusform>pauses, %n in number, at no fixed distance</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>pauses, %n in number, at a fixed distance</source>
        <translation>
            <numerusform>one pause</numerusform>
            <numerusform>pauses, %n in number, at a fixed distance</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SummaryText</name>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) or document(s)</source>
        <translation>
            <numerusform>%n image or document</numerusform>
            <numerusform>%n images or documents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pulse recording(s)</source>
        <translation>
            <numerusform>%n pulse recording</numerusform>
            <numerusform>%n pulse recordings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>%n note</numerusform>
            <numerusform>%n notes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) of the patient</source>
        <translation>
            <numerusform>%n question of the patient</numerusform>
            <numerusform>%n questions of the patient</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>From %1 to %2, %n minute(s) without interruptions</source>
        <translation>
            <numerusform>From %1 to %2, %n minute without interruptions</numerusform>
            <numerusform>From %1 to %2, %n minutes without interruptions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimeText</name>
    <message numerus="yes">
        <source>%n days left</source>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>late by %n days</source>
        <translation>
            <numerusform>late by %n day</numerusform>
            <numerusform>late by %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h left</source>
        <translation>
            <numerusform>%n h left</numerusform>
            <numerusform>%n h left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>late by %n h</source>
        <translation>
            <numerusform>late by %n h</numerusform>
            <numerusform>late by %n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min left</source>
        <translation>
            <numerusform>%n min left</numerusform>
            <numerusform>%n min left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>late by %n min</source>
        <translation>
            <numerusform>late by %n min</numerusform>
            <numerusform>late by %n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimelineText</name>
    <message numerus="yes">
        <source>%n original(s): pictures, waves, papers</source>
        <translation>
            <numerusform>%n original: pictures, waves, papers</numerusform>
            <numerusform>%n originals: pictures, waves, papers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The case record, %n act(s)</source>
        <translation>
            <numerusform>The case record, %n act</numerusform>
            <numerusform>The case record, %n acts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::AccessScreen</name>
    <message numerus="yes">
        <source>%n line(s)</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n refused log-in(s)</source>
        <translation>
            <numerusform>%n refused log-in</numerusform>
            <numerusform>%n refused log-ins</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other refusal(s)</source>
        <translation>
            <numerusform>%n other refusal</numerusform>
            <numerusform>%n other refusals</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) opened by exception</source>
        <translation>
            <numerusform>%n case opened by exception</numerusform>
            <numerusform>%n cases opened by exception</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) opened at night</source>
        <translation>
            <numerusform>%n case opened at night</numerusform>
            <numerusform>%n cases opened at night</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::CaseScreen</name>
    <message numerus="yes">
        <source>%n year(s)</source>
        <translation>
            <numerusform>%n year</numerusform>
            <numerusform>%n years</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::DraftChooser</name>
    <message numerus="yes">
        <source>%n version(s) were written at the same time</source>
        <translation>
            <numerusform>%n version was written at the same time</numerusform>
            <numerusform>%n versions were written at the same time</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::EnrolPage</name>
    <message numerus="yes">
        <source>The password needs at least %n characters.</source>
        <translation>
            <numerusform>The password needs at least %n character.</numerusform>
            <numerusform>The password needs at least %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::ExceptionsPanel</name>
    <message numerus="yes">
        <source>%n case(s) opened by exception, to be reviewed</source>
        <translation>
            <numerusform>%n case opened by exception, to be reviewed</numerusform>
            <numerusform>%n cases opened by exception, to be reviewed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::FindingsView</name>
    <message numerus="yes">
        <source>%n finding(s) differ.</source>
        <translation>
            <numerusform>%n finding differs.</numerusform>
            <numerusform>%n findings differ.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::InterpreterScreen</name>
    <message numerus="yes">
        <source>? %n in doubt</source>
        <translation>
            <numerusform>? %n in doubt</numerusform>
            <numerusform>? %n in doubt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::ItScreen</name>
    <message numerus="yes">
        <source>%n records not yet confirmed by a signed receipt</source>
        <translation>
            <numerusform>%n record not yet confirmed by a signed receipt</numerusform>
            <numerusform>%n records not yet confirmed by a signed receipt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::NewPassphrasePage</name>
    <message numerus="yes">
        <source>The passphrase needs at least %n characters. A few words are easy to remember.</source>
        <translation>
            <numerusform>The passphrase needs at least %n character. A few words are easy to remember.</numerusform>
            <numerusform>The passphrase needs at least %n characters. A few words are easy to remember.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::PasswordPage</name>
    <message numerus="yes">
        <source>At least %n characters, without your name, and none of the last five.</source>
        <translation>
            <numerusform>At least %n character, without your name, and none of the last five.</numerusform>
            <numerusform>At least %n characters, without your name, and none of the last five.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::PatientPanel</name>
    <message numerus="yes">
        <source>%n year(s)</source>
        <translation>
            <numerusform>%n year</numerusform>
            <numerusform>%n years</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::PeoplePage</name>
    <message numerus="yes">
        <source>Too many wrong tries: locked for %n more minute(s). The security administrator can lift this.</source>
        <translation>
            <numerusform>Too many wrong tries: locked for %n more minute. The security administrator can lift this.</numerusform>
            <numerusform>Too many wrong tries: locked for %n more minutes. The security administrator can lift this.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Wait %n second(s) before the next try.</source>
        <translation>
            <numerusform>Wait %n second before the next try.</numerusform>
            <numerusform>Wait %n seconds before the next try.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::PulseBeatView</name>
    <message numerus="yes">
        <source>Average of %n beats</source>
        <translation>
            <numerusform>One beat</numerusform>
            <numerusform>Average of %n beats</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>average of %n beats</source>
        <translation>
            <numerusform>one beat</numerusform>
            <numerusform>average of %n beats</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::PulseImportDialog</name>
    <message numerus="yes">
        <source>Samples are missing in %n place(s).</source>
        <translation>
            <numerusform>Samples are missing in one place.</numerusform>
            <numerusform>Samples are missing in %n places.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::PulseScreen</name>
    <message numerus="yes">
        <source>%1 · %n samples missing</source>
        <translation>
            <numerusform>%1 · %n sample missing</numerusform>
            <numerusform>%1 · %n samples missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::PulseTachogram</name>
    <message numerus="yes">
        <source>Interval by time, mean %1 ms, %n pauses</source>
        <translation>
            <numerusform>Interval by time, mean %1 ms, one pause</numerusform>
            <numerusform>Interval by time, mean %1 ms, %n pauses</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::PulseTaker</name>
    <message numerus="yes">
        <source>The instrument is back. %n samples are missing and marked as a gap.</source>
        <translation>
            <numerusform>The instrument is back. %n sample is missing and marked as a gap.</numerusform>
            <numerusform>The instrument is back. %n samples are missing and marked as a gap.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::RecordCare</name>
    <message numerus="yes">
        <source>%n year(s) from the last visit: %1</source>
        <translation>
            <numerusform>%n year from the last visit: %1</numerusform>
            <numerusform>%n years from the last visit: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::RefusalsPanel</name>
    <message numerus="yes">
        <source>%1 (%n times)</source>
        <comment>time of the last</comment>
        <translation>
            <numerusform>%1 (%n time)</numerusform>
            <numerusform>%1 (%n times)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::ReportScreen</name>
    <message numerus="yes">
        <source>%n translation(s) in doubt: settle them with the interpreter before signing.</source>
        <translation>
            <numerusform>%n translation in doubt: settle them with the interpreter before signing.</numerusform>
            <numerusform>%n translations in doubt: settle them with the interpreter before signing.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::RoomConduct</name>
    <message numerus="yes">
        <source>No physician is with the patient. The session pauses in %n second(s).</source>
        <translation>
            <numerusform>No physician is with the patient. The session pauses in %n second.</numerusform>
            <numerusform>No physician is with the patient. The session pauses in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::RootScreen</name>
    <message numerus="yes">
        <source>Presented by two officers; %n minutes left</source>
        <translation>
            <numerusform>Presented by two officers; %n minute left</numerusform>
            <numerusform>Presented by two officers; %n minutes left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::SchedulePanel</name>
    <message numerus="yes">
        <source>✓ Agreed: %1, %n minute(s)</source>
        <translation>
            <numerusform>✓ Agreed: %1, %n minute</numerusform>
            <numerusform>✓ Agreed: %1, %n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::SectionButton</name>
    <message numerus="yes">
        <source>%n to mend</source>
        <translation>
            <numerusform>%n to mend</numerusform>
            <numerusform>%n to mend</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to fill in</source>
        <translation>
            <numerusform>%n to fill in</numerusform>
            <numerusform>%n to fill in</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::SetupPage</name>
    <message numerus="yes">
        <source>The passphrase needs at least %n characters. A few words are easy to remember.</source>
        <translation>
            <numerusform>The passphrase needs at least %n character. A few words are easy to remember.</numerusform>
            <numerusform>The passphrase needs at least %n characters. A few words are easy to remember.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::Workstation</name>
    <message numerus="yes">
        <source>%n wrong try(s) were made with your name since you were last here.</source>
        <translation>
            <numerusform>%n wrong try was made with your name since you were last here.</numerusform>
            <numerusform>%n wrong tries were made with your name since you were last here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sizhen::YesNoEditor</name>
    <message numerus="yes">
        <source>The other %n: no</source>
        <translation>
            <numerusform>The other %n: no</numerusform>
            <numerusform>The other %n: no</numerusform>
        </translation>
    </message>
</context>
</TS>

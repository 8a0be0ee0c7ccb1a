// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/ptphost.h"

#include <QRandomGenerator>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool follows(const PulseBlock &before, const PulseBlock &after)
{
    return before.site == after.site && before.first + quint64(before.pulse.size()) == after.first
        && before.pressure.isEmpty() == after.pressure.isEmpty();
}

} // namespace

QByteArray PtpHost::command(PtpCommandKind kind, const QCborMap &args)
{
    return encodeFrame({PtpType::Command, m_sequence++, 0, PtpCommand{kind, ++m_request, args}.encode()});
}

QByteArray PtpHost::restart()
{
    m_decoder.restart();
    m_based = false;
    m_unanswered = 0;
    // The leading mark ends whatever half command the device still has in its buffer.
    return QByteArray(1, '\0') + command(PtpCommandKind::Hello) + repeatStart();
}

QByteArray PtpHost::start(const QString &site, quint32 run)
{
    m_site = site;
    if (run == 0)
        run = m_lastRun == 0 ? QRandomGenerator::global()->generate() | 1U : m_lastRun + 1;
    m_run = run == 0 ? 1 : run; // after the last there is the first
    m_lastRun = m_run;
    m_based = false;
    m_boot = 0;
    m_offset = 0;
    m_next = 0;
    return repeatStart();
}

QByteArray PtpHost::repeatStart()
{
    if (m_run == 0 || m_based)
        return {};
    return command(PtpCommandKind::Start, {{u"site"_s, m_site}, {u"run"_s, qint64(m_run)}});
}

QByteArray PtpHost::stop()
{
    m_run = 0;
    m_based = false;
    return command(PtpCommandKind::Stop);
}

QByteArray PtpHost::identify()
{
    return command(PtpCommandKind::Identify);
}

QByteArray PtpHost::ping()
{
    return command(PtpCommandKind::Ping);
}

QByteArray PtpHost::time(quint64 nowUs)
{
    constexpr int patience = 5;
    if (m_unanswered >= patience)
        return {};
    ++m_unanswered;
    return encodeFrame({PtpType::Time, m_sequence++, 0, PtpTime{nowUs, 0, 0}.encode()});
}

PtpHost::Heard PtpHost::feed(QByteArrayView bytes, qint64 nowMs)
{
    Heard heard;
    m_decoder.feed(bytes);
    while (const auto frame = m_decoder.next()) {
        heard.anything = true;
        ++m_sound;
        m_soundBytes += ptpHeaderSize + frame->body.size() + 4;
        switch (frame->type) {
        case PtpType::Hello:
            if (auto capabilities = PtpCapabilities::decode(frame->body)) {
                m_capabilities = *capabilities;
                heard.capabilities = std::move(*capabilities);
            } else {
                ++m_unreadable;
            }
            break;
        case PtpType::Data:
            if (!m_capabilities)
                break; // cannot be read before the descriptor; it is on its way
            if (const auto data = PtpData::decode(frame->body, *m_capabilities))
                onData(*data, heard, nowMs);
            else
                ++m_unreadable;
            break;
        case PtpType::Reply:
            if (const auto reply = PtpCommand::decode(frame->body))
                onReply(*reply, nowMs);
            else
                ++m_unreadable;
            break;
        case PtpType::Event:
            if (const auto event = PtpEvent::decode(frame->body))
                onEvent(*event, heard);
            else
                ++m_unreadable;
            break;
        case PtpType::Time:
            if (const auto time = PtpTime::decode(frame->body)) {
                m_unanswered = 0;
                heard.times.append(*time);
            } else {
                ++m_unreadable;
            }
            break;
        case PtpType::Command:
            break;
        }
    }
    return heard;
}

void PtpHost::onEvent(const PtpEvent &event, Heard &heard) const
{
    const auto sinceFirst = quint32(event.sample - m_firstCount);
    heard.events.append(event);
    heard.eventSamples.append(m_based && sinceFirst <= 0x7FFFFFFFU ? m_offset + sinceFirst : m_next);
}

void PtpHost::onReply(const PtpCommand &reply, qint64 nowMs)
{
    if (reply.kind != PtpCommandKind::Start || m_run == 0 || quint32(reply.args.value(u"run"_s).toInteger()) != m_run
        || reply.args.contains(u"error"_s))
        return;
    const auto first = quint32(reply.args.value(u"first"_s).toInteger());
    const auto boot = quint32(reply.args.value(u"boot"_s).toInteger());
    if (m_next > 0 && (boot != m_boot || first != m_firstCount)) {
        // The instrument was without power and counts from somewhere else. How long it was gone, only our clock knows.
        const double seconds = double(nowMs - m_lastMs) / 1000;
        m_offset = m_next + quint64(seconds * (m_capabilities ? m_capabilities->rateHz : 0));
    }
    m_firstCount = first;
    m_boot = boot;
    m_based = true;
}

void PtpHost::onData(const PtpData &data, Heard &heard, qint64 nowMs)
{
    const auto *set = m_capabilities->set(data.set);
    if (!m_based || set->site != m_site)
        return; // the rest of an earlier run
    // The counter has 32 bits and wraps; a run is far shorter than that.
    const auto sinceFirst = quint32(data.first - m_firstCount);
    if (sinceFirst > 0x7FFFFFFFU)
        return;
    PulseBlock block;
    block.site = m_site;
    block.rateHz = m_capabilities->rateHz;
    block.first = m_offset + sinceFirst;
    for (qsizetype c = 0; c < set->channels.size(); ++c) {
        const auto &kind = m_capabilities->channel(set->channels[c])->kind;
        if (kind == u"pulse"_s && block.pulse.isEmpty())
            block.pulse = data.columns[c];
        else if (kind == u"pressure"_s && block.pressure.isEmpty())
            block.pressure = data.columns[c];
    }
    if (block.first < m_next)
        return; // sent twice, or overtaken
    m_next = block.first + quint64(block.pulse.size());
    m_lastMs = nowMs;
    if (!heard.blocks.isEmpty() && follows(heard.blocks.last(), block)) {
        heard.blocks.last().pulse += block.pulse;
        heard.blocks.last().pressure += block.pressure;
    } else {
        heard.blocks.append(block);
    }
}

} // namespace sizhen

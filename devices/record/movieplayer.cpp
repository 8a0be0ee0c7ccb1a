// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/movieplayer.h"

#include "devices/record/moviereader.h"
#include "devices/record/soundmix.h"

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <deque>
#include <optional>

using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr auto playStep = 20ms;
constexpr double readAheadS = 0.3; // of what is shown; tracks do not stand in perfect order
constexpr double soundAheadS = 0.15;
constexpr double positionEveryS = 0.2;
constexpr size_t mostPictures = 60; // that wait to be shown

} // namespace

// What happens on the thread.
class MoviePlayer::Worker final : public QObject
{
public:
    explicit Worker(MoviePlayer &player)
        : m_player(player)
    {
        m_step.setInterval(playStep);
        m_step.setTimerType(Qt::PreciseTimer);
        connect(&m_step, &QTimer::timeout, this, [this] { step(); });
    }

    void open(const QString &path, SecretBytes key)
    {
        auto reader = MovieReader::open(path, std::move(key));
        if (!reader)
            return fault(reader.error());
        m_reader = std::move(*reader);
        for (int i = 0; i < m_reader->tracks().size(); ++i)
            m_heard.insert(i);
        Q_EMIT m_player.opened({m_reader->tracks(), m_reader->seconds(), m_reader->isCut()});
        seek(0);
    }

    void play()
    {
        if (!m_reader)
            return;
        if (m_fault)
            return fault(Error(*m_fault));
        if (m_position >= m_reader->seconds())
            seek(0);
        m_clock.start();
        m_clockFrom = m_position;
        m_step.start();
    }

    void pause()
    {
        m_step.stop();
        Q_EMIT m_player.positionChanged(m_position);
    }

    void seek(double seconds)
    {
        if (!m_reader)
            return;
        m_pictures.clear();
        m_fault.reset();
        m_atEnd = false;
        m_position = std::clamp(seconds, 0.0, m_reader->seconds());
        m_mix.restart(m_position);
        m_clockFrom = m_position;
        m_clock.start();
        if (const auto sought = m_reader->seek(m_position); !sought)
            return fault(sought.error());
        m_readTo = m_position;
        readAhead();
        m_clock.start(); // what it took to decode up to here is no time that was played
        showFirst();
        Q_EMIT m_player.positionChanged(m_position);
    }

    void hear(const QSet<int> &tracks)
    {
        m_heard = tracks;
        m_mix.restart(m_soundTo);
    }

private:
    void step()
    {
        m_position = std::min(m_clockFrom + double(m_clock.elapsed()) / 1000, m_reader->seconds());
        readAhead();
        if (m_fault)
            return;
        if (const auto heard = m_mix.takeUntil(m_position + soundAheadS); !heard.isEmpty())
            Q_EMIT m_player.soundHeard(heard);
        m_soundTo = m_position + soundAheadS;
        while (!m_pictures.empty() && m_pictures.front().seconds <= m_position)
            show();
        if (m_position - m_told >= positionEveryS || m_position < m_told) {
            m_told = m_position;
            Q_EMIT m_player.positionChanged(m_position);
        }
        if (m_position >= m_reader->seconds() && m_atEnd) {
            m_step.stop();
            while (!m_pictures.empty())
                show();
            Q_EMIT m_player.positionChanged(m_position);
            Q_EMIT m_player.ended();
        }
    }

    void readAhead()
    {
        while (!m_atEnd && m_readTo < m_position + readAheadS && m_pictures.size() < mostPictures) {
            auto part = m_reader->next();
            if (!part)
                return fault(part.error());
            m_atEnd = !*part;
            if (m_atEnd)
                return;
            if (auto *picture = std::get_if<MoviePicture>(&**part)) {
                m_readTo = std::max(m_readTo, picture->seconds);
                m_pictures.push_back(std::move(*picture));
            } else {
                const auto &sound = std::get<MovieSound>(**part);
                m_readTo = std::max(m_readTo, sound.seconds);
                if (m_heard.contains(sound.track))
                    m_mix.add(sound.seconds, sound.samples);
            }
        }
    }

    // Of each track, while it stands: the first that is there.
    void showFirst()
    {
        QSet<int> shown;
        for (const auto &one : m_pictures)
            if (!shown.contains(one.track)) {
                shown.insert(one.track);
                Q_EMIT m_player.pictureShown(one.track, one.picture);
            }
        m_soundTo = m_position;
    }

    void show()
    {
        Q_EMIT m_player.pictureShown(m_pictures.front().track, m_pictures.front().picture);
        m_pictures.pop_front();
    }

    void fault(const Error &error)
    {
        m_step.stop();
        m_atEnd = true;
        m_fault = error;
        Q_EMIT m_player.failed(error);
    }

    MoviePlayer &m_player;
    std::unique_ptr<MovieReader> m_reader;
    std::deque<MoviePicture> m_pictures; // not yet due
    SoundMix m_mix;
    QSet<int> m_heard;
    QTimer m_step{this};
    QElapsedTimer m_clock;
    double m_clockFrom = 0;
    double m_position = 0;
    double m_readTo = 0;
    double m_soundTo = 0;
    double m_told = -1;
    bool m_atEnd = false;
    std::optional<Error> m_fault; // nothing is played past it
};

MoviePlayer::MoviePlayer(QObject *parent)
    : QObject(parent)
    , m_worker(new Worker(*this))
{
    m_thread.setObjectName(QStringLiteral("playback"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

MoviePlayer::~MoviePlayer()
{
    m_thread.quit();
    m_thread.wait();
}

void MoviePlayer::open(const QString &path, const SecretBytes &key)
{
    // Shared until the thread has it: a lambda that is posted must be copyable.
    const auto its = std::make_shared<SecretBytes>(key.clone());
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, path, its] { worker->open(path, std::move(*its)); });
}

void MoviePlayer::play()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->play(); });
}

void MoviePlayer::pause()
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker] { worker->pause(); });
}

void MoviePlayer::seek(double seconds)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, seconds] { worker->seek(seconds); });
}

void MoviePlayer::hear(const QSet<int> &tracks)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, tracks] { worker->hear(tracks); });
}

} // namespace sizhen

// SPDX-License-Identifier: GPL-3.0-or-later
// The other end of a call in a browser: a moving picture and a tone; what it is told and what it says are the lines of
// `sizhenctl media peer`.
(() => {
    const pc = new RTCPeerConnection();
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 360;
    const brush = canvas.getContext('2d');
    let tick = 0;
    setInterval(() => {
        ++tick;
        brush.fillStyle = 'rgb(' + tick % 256 + ',128,64)';
        brush.fillRect(0, 0, canvas.width, canvas.height);
        brush.fillStyle = 'white';
        brush.fillRect(tick * 7 % 600, tick * 3 % 320, 40, 40);
    }, 33);
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const tape = audio.createMediaStreamDestination();
    tone.connect(tape);
    tone.start();
    const screen = document.createElement('video');
    screen.muted = false;
    screen.autoplay = true;
    document.body.appendChild(screen);
    const heard = new MediaStream();
    screen.srcObject = heard;
    pc.ontrack = event => heard.addTrack(event.track);
    pc.onicecandidate = event => say(JSON.stringify({ice: {candidate: event.candidate ? event.candidate.candidate : '',
        sdpMLineIndex: event.candidate ? event.candidate.sdpMLineIndex : 0}}));
    pc.addTrack(tape.stream.getAudioTracks()[0], tape.stream);
    pc.addTrack(canvas.captureStream(30).getVideoTracks()[0], tape.stream);
    const describe = async description => {
        await pc.setLocalDescription(description);
        say(JSON.stringify({sdp: {type: description.type, sdp: description.sdp}}));
    };
    window.peer = {
        offer: async () => describe(await pc.createOffer()),
        hear: async line => {
            const said = JSON.parse(line);
            if (said.ice && said.ice.candidate)
                await pc.addIceCandidate(said.ice);
            if (!said.sdp)
                return;
            await pc.setRemoteDescription(said.sdp);
            if (said.sdp.type === 'offer')
                await describe(await pc.createAnswer());
        },
        // What arrived here, and how many pictures left.
        count: async () => {
            const result = {state: pc.connectionState, frames: 0, sent: 0, energy: 0, codec: '', width: 0, spread: 0};
            const stats = await pc.getStats();
            stats.forEach(one => {
                if (one.type === 'outbound-rtp' && one.kind === 'video')
                    result.sent = one.framesSent || 0;
                if (one.type !== 'inbound-rtp')
                    return;
                if (one.kind === 'video') {
                    result.frames = one.framesDecoded || 0;
                    result.width = one.frameWidth || 0;
                    result.codec = one.codecId ? stats.get(one.codecId).mimeType : '';
                } else {
                    result.energy = one.totalAudioEnergy || 0;
                }
            });
            if (screen.videoWidth) { // a black picture has no spread
                const still = document.createElement('canvas');
                still.width = screen.videoWidth;
                still.height = screen.videoHeight;
                const view = still.getContext('2d');
                view.drawImage(screen, 0, 0);
                const values = view.getImageData(0, 0, still.width, still.height).data.filter((_, i) => i % 4 === 1);
                result.spread = Math.max(...values.filter((_, i) => i % 50 === 0)) - Math.min(...values.filter((_, i) => i % 50 === 0));
            }
            return result;
        },
    };
})();

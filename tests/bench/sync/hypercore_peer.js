// SPDX-License-Identifier: GPL-3.0-or-later
// usage: node hypercore_peer.js COUNT [FOLDER]: COUNT blocks of 1 KB replicated from one hypercore to another over TCP on loopback, both on
// disk; prints blocks per second. Needs `npm i --ignore-scripts hypercore@11.20.0` in build/peers.
const path = require('path')
const os = require('os')
const fs = require('fs')
const net = require('net')
const { createRequire } = require('module')
const load = createRequire(path.join(process.argv[3] || path.join(__dirname, '../../../build/peers'), 'x.js'))
const Hypercore = load('hypercore')
const count = Number(process.argv[2] || 20000)

async function main () {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hypercore-'))
  const source = new Hypercore(path.join(folder, 'a'))
  await source.ready()
  for (let done = 0; done < count; done += 500) {
    await source.append(Array.from({ length: Math.min(500, count - done) }, () => require('crypto').randomBytes(1024)))
  }
  const copy = new Hypercore(path.join(folder, 'b'), source.key)
  await copy.ready()
  const server = net.createServer(socket => pipe(source.replicate(false), socket))
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const started = process.hrtime.bigint()
  const socket = net.connect(server.address().port, '127.0.0.1')
  pipe(copy.replicate(true), socket)
  await copy.download({ start: 0, end: count }).done()
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  if (copy.contiguousLength !== count) throw new Error('blocks are missing')
  console.log(Math.round(count / seconds))
  fs.rmSync(folder, { recursive: true, force: true })
  process.exit(0)
}

function pipe (stream, socket) {
  socket.on('error', () => {})
  stream.on('error', () => {})
  stream.pipe(socket).pipe(stream)
}

main().catch(error => { console.error(error.message); process.exit(1) })

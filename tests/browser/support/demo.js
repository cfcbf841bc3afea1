// The demo as somebody starts it at a terminal: what it prints, and where its parts are.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { binary } from './claviger.js';

/** Built beside the binary: `cargo build --release --bin claviger --example demo`. */
export const demoBinary = join(dirname(binary), 'examples/demo');

export class Demo {
  output = '';

  static async start() {
    const demo = new Demo();
    demo.process = spawn(demoBinary, [], { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
    demo.ended = new Promise((done) => {
      demo.process.on('error', (error) => done(error.message));
      demo.process.on('exit', (code, signal) => done(code ?? signal));
    });
    const toured = new Promise((done) => {
      const take = (bytes) => {
        demo.output += bytes;
        if (demo.output.includes('Ctrl-C ends the demo')) done('toured');
      };
      demo.process.stdout.on('data', take);
      demo.process.stderr.on('data', take);
    });
    const outcome = await Promise.race([toured, demo.ended, new Promise((done) => setTimeout(done, 60_000, 'late'))]);
    if (outcome === 'toured') return demo;
    demo.process.kill('SIGKILL');
    throw new Error(`the demo did not start (${outcome}):\n${demo.output}`);
  }

  /** The address that the tour names for a host, without what follows the port. */
  url(host) {
    const found = new RegExp(`http://${host.replace('.', '\\.')}:\\d+`).exec(this.output);
    if (found === null) throw new Error(`the tour does not name ${host}:\n${this.output}`);
    return found[0];
  }

  /** The password that the tour names for somebody. */
  password(username) {
    return new RegExp(`${username} +password: (.*?)  `).exec(this.output)[1];
  }

  /** As Ctrl-C does; answers the exit code. */
  async stop() {
    this.process.kill('SIGINT');
    return this.ended;
  }
}

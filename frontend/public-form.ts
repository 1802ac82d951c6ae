/**
 * The script of public forms, which stand alone in a frame on somebody else's page: the work against robots.
 * form[data-difficulty][data-token]: before sending, find a number whose SHA-256 with the token begins with so many zero bits.
 */
import "./styles/public-form.css";
import { sha256 } from "./page/sha256";

const AT_ONCE = 2000;

function zeroBits(digest: Uint8Array): number {
  let count = 0;
  for (const byte of digest) {
    if (byte === 0) count += 8;
    else return count + Math.clz32(byte) - 24;
  }
  return count;
}

async function prove(token: string, difficulty: number): Promise<string> {
  const encoder = new TextEncoder();
  for (let number = 0; ; number++) {
    if (zeroBits(sha256(encoder.encode(`${token}:${number}`))) >= difficulty) return String(number);
    // Let the page breathe: people may still be looking at it.
    if (number % AT_ONCE === 0) await new Promise((resolve) => { setTimeout(resolve); });
  }
}

document.querySelectorAll<HTMLFormElement>("form[data-token]").forEach((form) => {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  const proof = form.querySelector<HTMLInputElement>("input[name=proof]");
  form.addEventListener("submit", (event) => {
    if (!proof || proof.value || !Number(form.dataset["difficulty"])) return;
    event.preventDefault();
    if (button) button.disabled = true;
    void prove(form.dataset["token"] ?? "", Number(form.dataset["difficulty"])).then((found) => {
      proof.value = found;
      form.submit();
    });
  });
});

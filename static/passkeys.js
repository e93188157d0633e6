// Passkeys: asks the device and writes its answer into the form. Without this script, the
// page offers codes alone.

const bytes = (text) => Uint8Array.from(
  atob(text.replaceAll("-", "+").replaceAll("_", "/")),
  (letter) => letter.charCodeAt(0),
);

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const named = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

const make = (options) => navigator.credentials.create({ publicKey: {
  ...options,
  challenge: bytes(options.challenge),
  user: { ...options.user, id: bytes(options.user.id) },
  excludeCredentials: named(options.excludeCredentials),
} });

const sign = (options) => navigator.credentials.get({ publicKey: {
  ...options,
  challenge: bytes(options.challenge),
  allowCredentials: named(options.allowCredentials),
} });

const PARTS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const written = (credential) => JSON.stringify({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  response: Object.fromEntries(PARTS.filter((part) => credential.response[part])
    .map((part) => [part, text(credential.response[part])])),
  clientExtensionResults: {},
});

const ask = async (button, form) => {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  const incomplete = [...form.elements].find((field) => field.name !== "code" && !field.checkValidity());
  if (incomplete) {
    incomplete.focus();
    return;
  }
  try {
    const options = JSON.parse(button.dataset.options);
    const credential = await (button.dataset.passkey === "make" ? make : sign)(options);
    form.elements.credential.value = written(credential);
  } catch {
    failed.hidden = false;
    return;
  }
  form.submit();
};

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => { ask(button, button.form); });
  }
}

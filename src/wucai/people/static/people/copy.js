/* <wc-copy>: a button that copies a text; without a script the text is there to be copied by hand. */
customElements.define("wc-copy", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-copies]");
    const source = document.getElementById(button.dataset.copies);
    const status = this.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      source.select();
      try {
        await navigator.clipboard.writeText(source.value);
      } catch {
        document.execCommand("copy"); // without HTTPS there is no clipboard, but the text is selected
      }
      status.textContent = button.dataset.done;
    });
  }
});

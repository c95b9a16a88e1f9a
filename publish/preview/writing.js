// --- writing fields of the front matter --------------------------------------------------------

function countUp(form) {
  const length = form.querySelector(".length");
  if (!length) return;
  const count = [...form.elements.value.value].length;
  length.textContent = count + "/" + length.dataset.limit;
  length.classList.toggle("over", count > Number(length.dataset.limit));
}

function openForm(button) {
  const form = button.closest(".field").querySelector("form");
  form.hidden = !form.hidden;
  button.setAttribute("aria-expanded", String(!form.hidden));
  form.dataset.digest = shown.digest; // what was seen when the writing began
  if (form.hidden) return;
  countUp(form);
  form.elements.value.focus();
}

function closeForm(form) {
  form.hidden = true;
  form.closest(".field").querySelector("[data-edit]").setAttribute("aria-expanded", "false");
  refresh(); // what changed meanwhile
}

async function write(form) {
  const fields = { [form.dataset.write]: form.elements.value.value };
  try {
    const before = form.dataset.digest;
    const result = await order("/write", { issue: live.issue, digest: before, fields });
    kept = { before, after: result.digest };
    shown.digest = result.digest;
    tell(result.said);
    closeForm(form);
    offerUndo();
  } catch (error) {
    refuse(error.message);
  }
}

// A click on a paragraph leads to its line in the author's editor.
async function openSource(event) {
  if (!payload.editor || event.target.closest(".strip,.dots")) return;
  if (!event.view.getSelection().isCollapsed) return; // a text was being marked
  const block = event.target.closest("p,li,h1,h2,h3,h4,h5,h6,td,th,figcaption,pre,blockquote") || event.target;
  try {
    tell((await order("/open", { issue: live.issue, text: block.textContent.slice(0, 200) })).said);
  } catch (error) {
    refuse(error.message);
  }
}

clicked = openSource;
acts.edit = openForm;
acts.cancel = (button) => closeForm(button.form);
document.addEventListener("submit", (event) => {
  event.preventDefault();
  write(event.target);
});
document.addEventListener("input", (event) => {
  if (event.target.form && event.target.form.dataset.write) countUp(event.target.form);
});

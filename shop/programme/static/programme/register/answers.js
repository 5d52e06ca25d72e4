// The preview of an import: the button says how many rows the answers chosen so far will record.
document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("button[data-sure]");
    const answers = [...document.querySelectorAll(".register-question input[type=radio]")];
    if (!button || !answers.length) return;

    const chosen = () => answers.filter((answer) => answer.checked);
    const tell = () => {
        const more = chosen().reduce((sum, answer) => sum + Number(answer.dataset.writes), 0);
        const count = Number(button.dataset.sure) + more;
        const text = count > 1 ? button.dataset.many.replace("2", count) : button.dataset.one;
        button.textContent = count ? text : button.dataset.none;
    };
    answers.forEach((answer) => answer.addEventListener("change", tell));
    tell();
});

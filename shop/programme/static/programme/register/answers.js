// The preview of an import: what the answers chosen so far will record, and how many rows still wait for one.
document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("button[data-sure]");
    const waiting = document.querySelector(".register-waiting");
    const answers = [...document.querySelectorAll(".register-question input[type=radio]")];
    if (!button || !answers.length) return;

    const chosen = () => answers.filter((answer) => answer.checked);
    const tell = () => {
        const more = chosen().reduce((sum, answer) => sum + Number(answer.dataset.writes), 0);
        const count = Number(button.dataset.sure) + more;
        const text = count > 1 ? button.dataset.many.replace("2", count) : button.dataset.one;
        button.textContent = count ? text : button.dataset.none;
        if (waiting) tellWaiting();
    };
    const tellWaiting = () => {
        const answered = chosen().filter((answer) => answer.value).map((answer) => answer.closest("fieldset"));
        const left = answered.reduce((sum, question) => sum - Number(question.dataset.asked), Number(waiting.dataset.asked));
        waiting.hidden = left === 0;
        waiting.querySelector("strong").textContent = left;
        waiting.querySelector("span").textContent = left > 1 ? waiting.dataset.many : waiting.dataset.one;
    };
    answers.forEach((answer) => answer.addEventListener("change", tell));
    tell();
});

// Sends the answer to the app at once; the button on the page does the same without scripts.
document.getElementById("answer").submit();

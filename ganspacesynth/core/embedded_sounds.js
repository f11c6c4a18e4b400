  const sounds = JSON.parse(document.getElementById("sounds").textContent);
  const addresses = [];
  function address(index) {
    if (!addresses[index]) {
      const bytes = Uint8Array.from(atob(sounds.data[index]), (letter) => letter.charCodeAt(0));
      addresses[index] = URL.createObjectURL(new Blob([bytes], { type: sounds.type }));
    }
    return addresses[index];
  }

document.getElementById('app')

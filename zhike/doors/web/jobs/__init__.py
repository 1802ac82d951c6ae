"""Work behind the page, watched: the bar of a job and the stream that moves it."""

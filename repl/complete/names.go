package complete

func (f finder) argument(text string) (Result, bool) { return Result{}, false }

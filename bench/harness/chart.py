def svg(r): return ''
def markdown(r): return ''
def lacking(r): return []

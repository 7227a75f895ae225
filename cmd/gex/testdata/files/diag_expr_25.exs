import List, foo: 1

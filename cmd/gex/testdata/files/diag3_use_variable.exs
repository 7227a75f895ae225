x = Foo
use x

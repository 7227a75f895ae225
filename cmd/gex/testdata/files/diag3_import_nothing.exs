import Enum, only: :macros

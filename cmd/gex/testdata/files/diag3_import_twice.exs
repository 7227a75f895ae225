import Enum, only: [map: 2, map: 2]
map([], & &1)

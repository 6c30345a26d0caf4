-- A row a line that is not counted.
select distinct
    replace(quantity, '_', ' ') as line,
    replace(note, 'excluded: ', '') as why
from "values"
where origin = 'assumption' and note like 'excluded: %' and value = 0
order by line

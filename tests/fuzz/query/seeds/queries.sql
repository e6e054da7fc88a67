SELECT 1 AS a, 'x' AS b
VALUES (1, 'a'), (2, NULL)
SELECT * FROM VALUES (1,'a'),(2.5,'b') AS t(x,y) ORDER BY x DESC
SELECT * FROM t ORDER BY id
SELECT k, count(*) AS n, sum(v) AS s FROM t GROUP BY k ORDER BY k
SELECT k, sum(v) s FROM t GROUP BY 1 HAVING s > 1 ORDER BY s DESC
SELECT upper(k) AS kk, max(v) FROM t GROUP BY kk ORDER BY kk
SELECT k, count(*) c FROM t GROUP BY ALL ORDER BY ALL
SELECT k, id, count(*) c FROM t GROUP BY ROLLUP(k, id) ORDER BY k NULLS FIRST, id NULLS FIRST
SELECT k, id, count(*) c, grouping_id() g, grouping(k) gk FROM t GROUP BY CUBE(k, id) ORDER BY g, k, id
SELECT k, sum(v) FROM t GROUP BY GROUPING SETS ((k), ()) ORDER BY k
SELECT k, sum(id) FROM t GROUP BY k WITH ROLLUP ORDER BY k
SELECT DISTINCT k FROM t ORDER BY k
SELECT DISTINCT k, v > 2 AS big FROM t ORDER BY k, big
SELECT t.id, u.name FROM t JOIN u ON t.id = u.id ORDER BY t.id
SELECT t.id, u.name FROM t LEFT JOIN u ON t.id = u.id ORDER BY t.id
SELECT t.id, u.id, u.name FROM t RIGHT JOIN u ON t.id = u.id ORDER BY u.id, t.id
SELECT t.id, u.id AS uid, u.name FROM t FULL OUTER JOIN u ON t.id = u.id ORDER BY t.id, uid
SELECT * FROM t JOIN u USING (id) ORDER BY id
SELECT * FROM t FULL JOIN u USING (id) ORDER BY id
SELECT id, t.id AS a, u.id AS b FROM t FULL JOIN u USING (id) ORDER BY id, a, b
SELECT id, t.id AS a, u.id AS b FROM t RIGHT JOIN u USING (id) ORDER BY id
SELECT u.* FROM t JOIN u USING (id) ORDER BY id
SELECT * FROM t NATURAL JOIN u ORDER BY id
SELECT * FROM t LEFT SEMI JOIN u ON t.id = u.id ORDER BY id
SELECT * FROM t LEFT ANTI JOIN u ON t.id = u.id ORDER BY id
SELECT * FROM t ANTI JOIN u USING (id) ORDER BY id
SELECT t.id, u.id FROM t CROSS JOIN u ORDER BY t.id, u.id LIMIT 3
SELECT t.id, u.id FROM t, u WHERE t.id = u.id ORDER BY t.id
SELECT a.id, b.id FROM t a JOIN t b ON a.id < b.id ORDER BY a.id, b.id
SELECT id FROM t UNION SELECT id FROM u ORDER BY id
SELECT id FROM t UNION ALL SELECT id FROM u ORDER BY id DESC LIMIT 4
SELECT id FROM t INTERSECT SELECT id FROM u ORDER BY 1
SELECT id FROM t EXCEPT SELECT id FROM u ORDER BY 1
SELECT k FROM t INTERSECT ALL SELECT name FROM u ORDER BY 1
SELECT k FROM t EXCEPT ALL SELECT 'a' ORDER BY 1
SELECT id FROM t MINUS SELECT id FROM u ORDER BY id
(SELECT id FROM t ORDER BY id LIMIT 2) UNION ALL (SELECT id FROM u ORDER BY id LIMIT 1) ORDER BY id
SELECT id FROM t ORDER BY id LIMIT 2 OFFSET 1
SELECT id FROM t ORDER BY id OFFSET 2
WITH a AS (SELECT id FROM t), b(x) AS (SELECT id FROM a WHERE id > 1) SELECT * FROM b ORDER BY x
WITH a AS (SELECT 1 AS x) SELECT * FROM a JOIN (SELECT 2 AS y) ON true
SELECT id, (SELECT max(id) FROM u) AS m FROM t ORDER BY id
SELECT id, (SELECT name FROM u WHERE u.id = 1) AS m FROM t ORDER BY id
SELECT id, (SELECT count(*) FROM u WHERE u.id = t.id) AS c FROM t ORDER BY id
SELECT id, (SELECT max(name) FROM u WHERE u.id = t.id) AS c FROM t ORDER BY id
SELECT id, (SELECT name FROM u) FROM t
SELECT id FROM t WHERE id IN (SELECT id FROM u) ORDER BY id
SELECT id FROM t WHERE id NOT IN (SELECT id FROM u WHERE id IS NOT NULL) ORDER BY id
SELECT id FROM t WHERE id NOT IN (SELECT CASE WHEN id = 1 THEN NULL ELSE id END FROM u) ORDER BY id
SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id AND u.name <> 'x') ORDER BY id
SELECT id FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = t.id) ORDER BY id
SELECT id FROM t WHERE id IN (SELECT id FROM u) OR k = 'b' ORDER BY id
SELECT id, id IN (SELECT id FROM u) AS e FROM t ORDER BY id
SELECT id, EXISTS (SELECT * FROM u WHERE u.id = t.id) AS e FROM t ORDER BY id
SELECT k, sum(v) FROM t GROUP BY k HAVING sum(v) > (SELECT min(v) FROM t) ORDER BY k
SELECT k FROM t WHERE v > (SELECT avg(v) FROM t) ORDER BY k
SELECT id, x FROM t LATERAL VIEW explode(array(id, id * 10)) e AS x ORDER BY id, x
SELECT id, x FROM t LATERAL VIEW OUTER explode(CASE WHEN id = 1 THEN array(7) END) e AS x ORDER BY id, x
SELECT id, p, x FROM t LATERAL VIEW posexplode(split(k, '')) AS p, x ORDER BY id, p
SELECT id, explode(array(1, 2)) AS x FROM t ORDER BY id, x
SELECT * FROM range(3)
SELECT id * 2 AS d FROM range(1, 10, 4)
SELECT * FROM explode(array(1, 2)) AS e(x)
SELECT id + 1 AS a, a * 2 AS b FROM t ORDER BY a
SELECT k AS id, id AS k FROM t ORDER BY id, k
SELECT count(*), avg(v), min(k) FROM t
SELECT count(*) FROM t WHERE false
SELECT count(*) FROM t GROUP BY k HAVING false
SELECT 1 FROM t HAVING count(*) > 1
SELECT sum(v) + count(*) * 2 AS z FROM t
SELECT k, count(*) FILTER (WHERE v > 1) FROM t GROUP BY k ORDER BY k
SELECT k, collect_list(id) AS l FROM (SELECT * FROM t ORDER BY id) GROUP BY k ORDER BY k
SELECT t.* EXCEPT (v) FROM t ORDER BY id
SELECT s.id AS sid FROM (SELECT id FROM t) s WHERE s.id > 1 ORDER BY sid
SELECT * FROM (VALUES (1, 2)) AS q(a, b)
SELECT a.x FROM (SELECT struct(1 AS x) AS a)
SELECT count(DISTINCT k) AS n, count(*) AS m FROM t
SELECT sum(id) FROM t ORDER BY sum(id)
SELECT id FROM t ORDER BY k, v DESC
SELECT k FROM t GROUP BY k ORDER BY count(*) DESC, k
SELECT k, max(id) AS id FROM t GROUP BY k ORDER BY id
SELECT nothere FROM t
SELECT t.id FROM t x
SELECT id FROM t JOIN u ON t.id = u.id
SELECT id FROM nowhere
SELECT id, count(*) FROM t
SELECT id FROM t GROUP BY k
SELECT id FROM t ORDER BY 7
SELECT id FROM t GROUP BY 9
SELECT id FROM t GROUP BY count(*)
SELECT id FROM t WHERE sum(id) > 1
SELECT id FROM t WHERE explode(array(1)) > 1
SELECT id FROM t WHERE id
SELECT id FROM t UNION SELECT id, k FROM t
SELECT id FROM t INTERSECT SELECT array(1)
SELECT id FROM t LIMIT -1
SELECT id FROM t LIMIT 'a'
SELECT id FROM t LIMIT id
SELECT id FROM t LIMIT 1 + 1
SELECT * FROM VALUES (1, 2), (3)
SELECT * FROM VALUES (1), (array(1))
SELECT * FROM VALUES (a)
SELECT * FROM t AS q(a)
SELECT * FROM nofunc(1)
SELECT id FROM t WHERE id IN (SELECT id, name FROM u)
SELECT (SELECT id, name FROM u)
SELECT FROM t
SELECT id FORM t WHERE
SELECT id FROM t WHERE
SELECT id FROM
SELECT id,, k FROM t
SELECT id FROM t GROUP k
SELECT id FROM t JOIN
SELECT id FROM (SELECT id FROM t
SELECT id FROM t JOIN u USING (nope)
SELECT id FROM t JOIN u USING (id) WHERE t.id = u.id ORDER BY id
WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a
SELECT x FROM t LATERAL VIEW explode(array(1)) e AS x, y
SELECT x FROM t LATERAL VIEW upper('a') e AS x
SELECT DISTINCT k FROM t ORDER BY v
SELECT id FROM t WHERE v > ANY (SELECT v FROM t)
INSERT INTO t VALUES (1)
SELECT a.id FROM t a JOIN t b USING (id) JOIN u USING (id) ORDER BY a.id
SELECT * FROM t a JOIN u b ON a.id = b.id JOIN t c ON c.id = b.id ORDER BY a.id
SELECT max(s) FROM (SELECT k, sum(v) AS s FROM t GROUP BY k)
SELECT k, v, rank() OVER (ORDER BY v) FROM t
TABLE u
SELECT from_json('{"a":1}', 'a INT').a AS q
SELECT stack(2, 1, 'a', 2, 'b') AS (n, s)
SELECT inline(array(struct(1, 'a'), struct(2, 'b')))
SELECT id, CASE WHEN id IN (1, 2) THEN 'low' ELSE 'high' END AS g FROM t ORDER BY id
SELECT * FROM (SELECT k, sum(v) AS s FROM t GROUP BY k) a JOIN (SELECT k, max(id) AS m FROM t GROUP BY k) b USING (k) ORDER BY k
SELECT window.start, window.end, count(*) FROM e GROUP BY window(ts, '10 minutes') ORDER BY window.start
SELECT window(ts, '10 minutes').start AS s, count(*) FROM e GROUP BY window(ts, '10 minutes') ORDER BY s
SELECT window(ts, '10 minutes') AS w, id FROM e ORDER BY id, w.start
SELECT k, count(*) FROM e GROUP BY k
SELECT window, count(*) AS n FROM e GROUP BY window(ts, '10 minutes', '5 minutes')
SELECT window.start AS s, k, max(id) FROM e GROUP BY window(ts, '10 minutes'), k HAVING max(id) > 1
SELECT session_window, k, count(*) FROM e GROUP BY session_window(ts, '5 minutes'), k
SELECT e.id, u.name FROM e LEFT JOIN u ON e.id = u.id WHERE e.id IN (SELECT id FROM t)
SELECT a.id FROM e a JOIN e b ON a.id = b.id AND a.ts BETWEEN b.ts AND b.ts + INTERVAL 1 HOUR
SELECT DISTINCT k FROM e EXCEPT SELECT name FROM u
SELECT window, k, count(*) FROM e GROUP BY GROUPING SETS ((window(ts, '1 hour'), k), (window(ts, '1 hour')))
SELECT * FROM e PIVOT (sum(id) FOR k IN ('a', 'b'))
SELECT id, s.a, l[0], x FROM t LATERAL VIEW OUTER explode(l) v AS x ORDER BY ALL
SELECT transform(l, x -> concat(x, k)) AS y, y[0] AS z FROM t WHERE exists(l, x -> x = k)
SELECT CASE WHEN EXISTS (SELECT 1 FROM u WHERE u.id = t.id) THEN (SELECT max(name) FROM u) END FROM t
SELECT * FROM (SELECT * FROM (SELECT * FROM t) a) b, u c WHERE b.id = c.id
SELECT * FROM ((t JOIN u USING (id)))

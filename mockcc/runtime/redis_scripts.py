"""The Lua scripts that make each verb of the Redis store one atomic step in one round trip."""

from __future__ import annotations

import hashlib
from typing import Final

# Fields of the rows' hash that are no rows; a row's field has a NUL between collection and key, so they cannot meet.
#   version  differs whenever the rows do; missing as long as no row was ever written
#   last     the number of the newest log entry
#   weight   the bytes of the log's entries

COMMIT: Final = """
local rows, log, counts, spaces, versions = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local version = redis.call('HGET', rows, 'version') or ''
if version ~= ARGV[1] then
  return {0, version, redis.call('HGETALL', rows)}
end
if #ARGV == 1 then
  return {1, version, 0}
end

local at = 11
local function items(place)
  local first = at + 1
  at = at + tonumber(ARGV[place])
  return first, at
end

redis.call('SADD', spaces, ARGV[2])
local cleared = ARGV[5] == '1'
if cleared then
  local last = redis.call('HGET', rows, 'last')
  redis.call('DEL', rows, log, counts)
  if last then redis.call('HSET', rows, 'last', last) end
end

local first, final = items(7)
for i = first, final, 2 do redis.call('HSET', rows, ARGV[i], ARGV[i + 1]) end
local changed = cleared or final >= first
first, final = items(8)
for i = first, final do redis.call('HDEL', rows, ARGV[i]) end
changed = changed or final >= first

if changed then
  -- One counter for all spaces, so that a space dropped and made again never shows a version that somebody remembers.
  -- It starts from the server's time, so that not even an emptied Redis does.
  local next = redis.call('INCR', versions)
  if next == 1 then
    local now = redis.call('TIME')
    next = now[1] * 1000000 + now[2]
    redis.call('SET', versions, string.format('%.0f', next))
  end
  version = string.format('%.0f', next)
  redis.call('HSET', rows, 'version', version)
end

local last = 0
first, final = items(9)
if final >= first then
  last = redis.call('HINCRBY', rows, 'last', final - first + 1)
  local weight = tonumber(redis.call('HGET', rows, 'weight') or 0)
  local length = 0
  for i = first, final do
    length = redis.call('RPUSH', log, ARGV[i])
    weight = weight + #ARGV[i]
  end
  while length > 0 and (length > tonumber(ARGV[3]) or weight > tonumber(ARGV[4])) do
    weight = weight - #redis.call('LPOP', log)
    length = length - 1
  end
  redis.call('HSET', rows, 'weight', string.format('%.0f', weight))
end

first, final = items(10)
for i = first, final, 2 do redis.call('HINCRBY', counts, ARGV[i], ARGV[i + 1]) end
first, final = items(11)
for i = first, final do redis.call('PUBLISH', ARGV[6], ARGV[i]) end
return {1, version, last}
"""
"""KEYS rows, log, counts, spaces, versions. ARGV expected version alone only asks whether that is the version.

To commit: ARGV expected version, space, cap in entries, cap in bytes, cleared (1 or 0), topic of the space, five lengths, then
the five lists: fields and rows to write, fields to delete, log entries, counters and steps in turn, channels to notify.
Answers ``1, version, number of the last log entry``, or ``0, version, fields and rows`` when the version was another.
"""

READ_LOG: Final = """
local last = tonumber(redis.call('HGET', KEYS[1], 'last') or 0)
local wanted = math.min(last - tonumber(ARGV[1]), redis.call('LLEN', KEYS[2]))
if ARGV[2] ~= '' then wanted = math.min(wanted, tonumber(ARGV[2])) end
if wanted <= 0 then return {0, {}} end
return {last - wanted + 1, redis.call('LRANGE', KEYS[2], -wanted, -1)}
"""
"""KEYS rows, log; ARGV after, limit or empty. Answers the number of the first entry and the entries, which have no gaps."""

CLEAR_LOG: Final = """
if redis.call('DEL', KEYS[2]) == 1 then redis.call('HSET', KEYS[1], 'weight', '0') end
return 1
"""
"""KEYS rows, log."""

DROP: Final = """
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
return redis.call('SREM', KEYS[4], ARGV[1])
"""
"""KEYS rows, log, counts, spaces; ARGV space. Answers 1 when there was one."""


def sha(script: str) -> str:
    """The name under which Redis remembers a script."""
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()


SHAS: Final = {script: sha(script) for script in (COMMIT, READ_LOG, CLEAR_LOG, DROP)}

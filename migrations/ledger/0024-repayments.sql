-- Points that come back to a wallet repay what it owes by a posting of their own, so that the history says which lots
-- stand in for points that were taken back after they had been spent, and those lots can be freed again.
ALTER TYPE posting_kind ADD VALUE 'REPAY';

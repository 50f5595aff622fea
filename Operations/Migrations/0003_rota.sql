SET LOCAL ROLE operations;

-- Who is on call when: one plan, with the weeks, the people and their swaps as Operations/Rotas/RotaPlan.cs has them.
CREATE TABLE operations.rota
(
    id         smallint    NOT NULL PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    revision   bigint      NOT NULL,
    updated_at timestamptz NOT NULL,
    plan       jsonb       NOT NULL
);

namespace Platform.Broker.Messages;

/// <summary>SQL for the counts that a statement changes.</summary>
internal static class Counts
{
    /// <summary>A common table expression that adds to a slot of each queue; rows come from <paramref name="from"/>.</summary>
    /// <param name="from">What has a queue_id in each row, with a WHERE if need be.</param>
    /// <param name="slot">Parameter of the slot, such as <c>$6</c>.</param>
    /// <param name="columns">Column and sum of each count.</param>
    public static string Add(string from, string slot, params ReadOnlySpan<(string Column, string Sum)> columns)
    {
        // In the order of the queues, so that two writers of the same slot in different replicas cannot wait for each other.
        string names = "", sums = "", sets = "";
        foreach ((string column, string sum) in columns)
        {
            names += ", " + column;
            sums += ", " + sum;
            sets += (sets.Length == 0 ? "" : ", ") + $"{column} = c.{column} + excluded.{column}";
        }

        return $"""
            INSERT INTO broker.queue_counts AS c (queue_id, slot{names})
            SELECT queue_id, {slot}::smallint{sums} FROM {from} GROUP BY queue_id ORDER BY queue_id
            ON CONFLICT (queue_id, slot) DO UPDATE SET {sets}
            """;
    }
}

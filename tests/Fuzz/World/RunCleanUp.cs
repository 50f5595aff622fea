namespace Platform.Fuzz.World;

/// <summary>Deletes the jobs and queues that a run created. Accounts stay.</summary>
internal static class RunCleanUp
{
    private const int MaxRounds = 50;

    public static async Task RemoveAsync(Scene scene, CancellationToken cancellationToken)
    {
        foreach (var caller in (FuzzAccount[])[.. scene.Callers, scene.Other])
        {
            foreach (var action in (string[])["cancel", "delete"])
            {
                await scene.Calls.TryAsync("POST", "/api/v1/jobs/bulk", $$"""{"action":"{{action}}","all":true}""", caller, cancellationToken);
            }

            for (var round = 0; round < MaxRounds; round++)
            {
                var queues = await scene.Calls.TryAsync("GET", "/api/v1/queues?limit=1000", null, caller, cancellationToken);
                var own = queues.IsSuccess ? queues.Json().EnumerateArray().Where(queue => queue.GetProperty("owner_id").GetString() == caller.Id).Select(queue => queue.GetProperty("name").GetString()!).ToList() : [];
                if (own.Count == 0)
                {
                    break;
                }

                foreach (var name in own)
                {
                    await scene.Calls.TryAsync("DELETE", $"/api/v1/queues/{name}", null, caller, cancellationToken);
                }
            }
        }
    }
}

using System.Text.Json;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Wire;

namespace Platform.Fuzz.World;

/// <summary>Provides what requests refer to: accounts, and jobs, uploads, keys and messages that are created when needed.</summary>
internal sealed class Scene
{
    private const int MaxFailures = 3;
    private readonly Calls _calls;
    private readonly People _people;
    private readonly FuzzAccount[] _callers;
    private readonly string _run;
    private readonly Lazy<Task<string>> _captions;
    private readonly Lazy<Task<string>> _linkToken;
    private readonly FuzzAccount?[] _spares;
    private readonly int[] _failures;
    private int _named;

    private Scene(Calls calls, People people, string run, FuzzAccount[] callers, FuzzAccount other, FuzzAccount? @operator, CancellationToken cancellationToken)
    {
        _calls = calls;
        _people = people;
        _run = run;
        _callers = callers;
        _spares = new FuzzAccount?[callers.Length];
        _failures = new int[callers.Length];
        Other = other;
        Operator = @operator;
        Temporary = new Temporary(calls);
        _captions = new Lazy<Task<string>>(() => NewCaptionsAsync(cancellationToken));
        _linkToken = new Lazy<Task<string>>(async () => (await LinkAsync(cancellationToken)).GetProperty("token").GetString()!);
    }

    /// <summary>The accounts that send requests, each one request at a time.</summary>
    public IReadOnlyList<FuzzAccount> Callers => _callers;

    /// <summary>The account that owns the recording, and with which queues are shared.</summary>
    public FuzzAccount Other { get; }

    /// <summary>The operator's account; null if none is known.</summary>
    public FuzzAccount? Operator { get; }

    public Calls Calls => _calls;

    /// <summary>Objects that may be deleted again.</summary>
    public Temporary Temporary { get; }

    public static async Task<Scene> MakeAsync(Calls calls, string run, int callers, (string Email, string Password)? @operator, CancellationToken cancellationToken)
    {
        var people = new People(calls, run);
        var made = await Task.WhenAll(Enumerable.Range(0, callers + 1).Select(_ => people.NewWithQueuesAsync(cancellationToken)));
        var responsible = @operator is { } known ? await people.SignInAsync(known.Email, known.Password, cancellationToken) : null;
        return new Scene(calls, people, run, made[..callers], made[callers], responsible, cancellationToken);
    }

    /// <summary>Replaces the account of a lane whose lists may be damaged, so that later requests are not blamed for it.</summary>
    public async Task ReplaceAsync(int lane, CancellationToken cancellationToken) => _callers[lane] = await _people.NewWithQueuesAsync(cancellationToken);

    /// <summary>Returns a unique name.</summary>
    public string NewName() => $"fuzz-{_run}-n{Interlocked.Increment(ref _named)}";

    /// <summary>Returns the completed job of a recording of <see cref="Other"/>; created on first use.</summary>
    public Task<string> CaptionsAsync() => _captions.Value;

    /// <summary>Returns the token of a link to the captions; created on first use.</summary>
    public Task<string> LinkTokenAsync() => _linkToken.Value;

    /// <summary>Creates a link to the captions, and returns its id.</summary>
    public async Task<string> NewLinkAsync(CancellationToken cancellationToken)
    {
        var id = (await LinkAsync(cancellationToken)).GetProperty("id").GetString()!;
        await Temporary.AddAsync(Other, $"/api/v1/jobs/{await CaptionsAsync()}/links/{id}", cancellationToken);
        return id;
    }

    /// <summary>Writes a comment on the recording, and returns its id.</summary>
    public async Task<string> NewCommentAsync(CancellationToken cancellationToken)
    {
        var path = $"/api/v1/jobs/{await CaptionsAsync()}/comments";
        var id = (await _calls.NeedJsonAsync("POST", path, """{"at_ms":0,"text":"fuzz"}""", Other, cancellationToken)).GetProperty("id").GetString()!;
        await Temporary.AddAsync(Other, $"{path}/{id}", cancellationToken);
        return id;
    }

    /// <summary>Invites somebody to the captions, and returns the id of the invitation.</summary>
    public async Task<string> NewEditorAsync(CancellationToken cancellationToken)
    {
        var path = $"/api/v1/jobs/{await CaptionsAsync()}/editors";
        var id = (await _calls.NeedJsonAsync("POST", path, $$"""{"email":"{{NewName()}}@example.org"}""", Other, cancellationToken)).GetProperty("id").GetString()!;
        await Temporary.AddAsync(Other, $"{path}/{id}", cancellationToken);
        return id;
    }

    /// <summary>Returns the current entity tag of the captions.</summary>
    public async Task<string> CaptionsTagAsync(CancellationToken cancellationToken) =>
        (await _calls.NeedAsync("GET", $"/api/v1/jobs/{await CaptionsAsync()}/captions?format=json", null, Other, cancellationToken)).Header("ETag") ?? "";

    /// <summary>Returns the number of the newest revision of the captions; makes one by an edit if there is none but the recognised one.</summary>
    public async Task<string> EditedRevisionAsync(CancellationToken cancellationToken)
    {
        var tag = await CaptionsTagAsync(cancellationToken);
        if (tag == "\"r0\"")
        {
            var edited = await _calls.NeedAsync("PUT", $"/api/v1/jobs/{await CaptionsAsync()}/captions", """{"cues":[],"speakers":[]}""", Other, cancellationToken, new WireHeader("If-Match", "*"));
            tag = edited.Header("ETag") ?? tag;
        }

        return tag.Trim('"')[1..];
    }

    /// <summary>Creates a job that is scheduled for a later hour, or is cancelled.</summary>
    public async Task<string> NewJobAsync(FuzzAccount caller, bool isCancelled, CancellationToken cancellationToken)
    {
        var later = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        var job = await _calls.NeedJsonAsync("POST", "/api/v1/jobs", $$"""{"kind":"probe","title":"fuzz","tags":["fuzz"],"start_at":"{{later}}"}""", caller, cancellationToken);
        var id = job.GetProperty("id").GetString()!;
        if (isCancelled)
        {
            await _calls.NeedAsync("POST", $"/api/v1/jobs/{id}/cancel", null, caller, cancellationToken);
        }

        return id;
    }

    public async Task<string> NewUploadAsync(FuzzAccount caller, bool isWhole, CancellationToken cancellationToken)
    {
        var tus = new WireHeader("Tus-Resumable", "1.0.0");
        var created = await _calls.NeedAsync("POST", "/api/v1/uploads", null, caller, cancellationToken, tus, new WireHeader("Upload-Length", "5"), new WireHeader("Upload-Metadata", "filename ZnV6ei53YXY="));
        var id = created.Header("Location")!.Split('/')[^1];
        await Temporary.AddAsync(caller, "/api/v1/uploads/" + id, cancellationToken);
        if (isWhole)
        {
            await PatchAsync(id, Valid.Content, caller, cancellationToken);
        }

        return id;
    }

    public async Task<string> NewQueueAsync(FuzzAccount caller, CancellationToken cancellationToken)
    {
        var name = NewName();
        await _calls.NeedAsync("POST", "/api/v1/queues", $$"""{"name":"{{name}}"}""", caller, cancellationToken);
        await Temporary.AddAsync(caller, "/api/v1/queues/" + name, cancellationToken);
        return name;
    }

    public async Task<string> NewKeyAsync(FuzzAccount caller, CancellationToken cancellationToken)
    {
        var id = (await _calls.NeedJsonAsync("POST", "/api/v1/api-keys", """{"name":"fuzz"}""", caller, cancellationToken)).GetProperty("id").GetString()!;
        await Temporary.AddAsync(caller, "/api/v1/api-keys/" + id, cancellationToken);
        return id;
    }

    /// <summary>Creates a message that is delivered to a consumer, and returns it with its receipt.</summary>
    public async Task<(string Id, string Receipt)> NewDeliveryAsync(FuzzAccount caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _calls.NeedAsync("POST", $"/api/v1/queues/{caller.Deliveries}/messages", """{"content":"fuzz"}""", caller, cancellationToken);
            var consumed = await _calls.NeedAsync("GET", $"/api/v1/queues/{caller.Deliveries}/messages/consume?visibility_timeout_seconds=60", null, caller, cancellationToken);
            if (consumed.Status == 200)
            {
                var message = consumed.Json().GetProperty("messages")[0];
                return (message.GetProperty("id").GetRawText(), message.GetProperty("receipt").GetString()!);
            }
        }
    }

    public async Task<string> NewSilenceAsync(CancellationToken cancellationToken)
    {
        var answer = await _calls.TryAsync(
            "POST", "/api/v1/monitoring/silences", """{"matchers":[{"name":"alertname","value":"Fuzz"}],"duration_minutes":1,"comment":"fuzz"}""", Operator, cancellationToken);
        return answer.IsSuccess ? answer.Json().GetProperty("id").GetString()! : "01890a5d-ac96-774b-bcce-b302099a8057";
    }

    public async Task<string> LogFileAsync(CancellationToken cancellationToken)
    {
        var files = await _calls.TryAsync("GET", "/logs", null, Operator, cancellationToken);
        return files.IsSuccess && files.Json().GetProperty("items").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } file
            ? file.GetProperty("name").GetString()!
            : "api-gateway.0.20260101-000000-000.log";
    }

    /// <summary>Returns the spare account of a lane, whose password, tokens and session may be lost.</summary>
    public async Task<FuzzAccount> SpareAsync(int lane, CancellationToken cancellationToken) => _spares[lane] ??= await _people.NewAsync(cancellationToken);

    /// <summary>Records the last use of the spare account; its success tells whether the account is still usable.</summary>
    public void Used(int lane, bool isSuccess)
    {
        if (isSuccess || ++_failures[lane] >= MaxFailures)
        {
            _failures[lane] = 0;
            _spares[lane] = null;
        }
    }

    private async Task<string> NewCaptionsAsync(CancellationToken cancellationToken)
    {
        var recording = ShortRecording.Read();
        var created = await _calls.NeedAsync(
            "POST", "/api/v1/uploads", null, Other, cancellationToken, new WireHeader("Tus-Resumable", "1.0.0"), new WireHeader("Upload-Length", recording.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new WireHeader("Upload-Metadata", "filename ZnV6ei53YXY="));
        var upload = created.Header("Location")!.Split('/')[^1];
        await PatchAsync(upload, recording, Other, cancellationToken);
        var job = (await _calls.NeedJsonAsync("POST", "/api/v1/jobs", $$$"""{"kind":"captions","input":{"upload_id":"{{{upload}}}"}}""", Other, cancellationToken)).GetProperty("id").GetString()!;
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await tick.WaitForNextTickAsync(cancellationToken))
        {
            var state = (await _calls.NeedJsonAsync("GET", $"/api/v1/jobs/{job}", null, Other, cancellationToken)).GetProperty("state").GetString();
            if (state is "succeeded" or "failed" or "cancelled")
            {
                break;
            }
        }

        return job;
    }

    private async Task<JsonElement> LinkAsync(CancellationToken cancellationToken) =>
        await _calls.NeedJsonAsync("POST", $"/api/v1/jobs/{await CaptionsAsync()}/links", """{"name":"fuzz"}""", Other, cancellationToken);

    private Task<WireAnswer> PatchAsync(string upload, byte[] bytes, FuzzAccount caller, CancellationToken cancellationToken) => _calls.NeedBytesAsync(
        "PATCH", $"/api/v1/uploads/{upload}", bytes, caller, cancellationToken, new WireHeader("Tus-Resumable", "1.0.0"), new WireHeader("Upload-Offset", "0"), new WireHeader("Content-Type", "application/offset+octet-stream"));
}

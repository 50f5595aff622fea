using System.Text;
using Platform.Fuzz.Document;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.Wire;

namespace Platform.Fuzz.Drafts;

/// <summary>Represents a request in its parts. It is valid at first; one or two of its parts are then made invalid.</summary>
internal sealed class Draft(Uri server, string method, string path)
{
    public Uri Server { get; } = server;

    public string Method { get; set; } = method;

    /// <summary>The path, with placeholders for the values of slots.</summary>
    public string Path { get; set; } = path;

    public List<Slot> Slots { get; } = [];

    /// <summary>The JSON body.</summary>
    public JsonPart? Json { get; set; }

    /// <summary>The schema of the JSON body, as far as it is known.</summary>
    public ApiSchema? Schema { get; set; }

    public string? MediaType { get; set; }

    /// <summary>Changes the bytes of the body.</summary>
    public Func<byte[], byte[]> Bend { get; set; } = static bytes => bytes;

    /// <summary>The body, if it is not JSON.</summary>
    public byte[]? Bytes { get; set; }

    /// <summary>A suffix that is appended to the address unchanged.</summary>
    public string Tail { get; set; } = "";

    /// <summary>Whether the caller disconnects in the middle of the body.</summary>
    public bool Leaves { get; set; }

    public Slot? Find(Place place, string name) => Slots.Find(slot => slot.Place == place && slot.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public void Header(string name, Text value)
    {
        Slots.RemoveAll(slot => slot.Place == Place.Header && slot.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        Slots.Add(new Slot(Place.Header, name, value));
    }

    public WireRequest ToWire()
    {
        var target = Path;
        foreach (var slot in Of(Place.Path))
        {
            target = target.Replace("{" + slot.Name + "}", slot.Value.ToPercentEncoded(), StringComparison.Ordinal);
        }

        var query = Pairs(Place.Query);
        var body = Body();
        var headers = Of(Place.Header).Select(slot => new WireHeader(slot.Name, slot.Value.Bytes)).ToList();
        if (body is not null && MediaType is not null && !headers.Exists(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(new WireHeader("Content-Type", MediaType));
        }

        if (Of(Place.Metadata).Any() && !headers.Exists(header => header.Name == "Upload-Metadata"))
        {
            headers.Add(new WireHeader("Upload-Metadata", string.Join(',', Of(Place.Metadata).Select(slot => $"{slot.Name} {Convert.ToBase64String(slot.Value.Bytes)}"))));
        }

        if (Of(Place.Cookie).Any())
        {
            headers.Add(new WireHeader("Cookie", [.. Of(Place.Cookie).SelectMany((slot, i) => (byte[])[.. Encoding.UTF8.GetBytes((i > 0 ? "; " : "") + slot.Name + "="), .. slot.Value.Bytes])]));
        }

        if (Leaves && body is { Length: > 1 })
        {
            headers.Add(new WireHeader("Content-Length", body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            body = body[..(body.Length / 2)];
        }

        return new WireRequest(Server, Method, target + (query.Length > 0 ? "?" + query : "") + Tail, headers, body) { Leaves = Leaves };
    }

    private byte[]? Body()
    {
        var body = Bytes ?? Json?.ToBytes() ?? (Of(Place.Form).Any() ? Encoding.ASCII.GetBytes(Pairs(Place.Form)) : null);
        return body is null ? null : Bend(body);
    }

    private string Pairs(Place place) => string.Join('&', Of(place).Select(slot => $"{Text.Of(slot.Name).ToPercentEncoded()}={slot.Value.ToPercentEncoded()}"));

    private IEnumerable<Slot> Of(Place place) => Slots.Where(slot => slot.Place == place);
}

using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.Mutations;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>Represents a request to the page with at most one error.</summary>
internal sealed class PageCase(Uri page, Visits visits, PageRoute route, Spot? spot, Mutation? mutation, RequestMutation? whole)
    : FuzzCase($"page {route.Method} {route.Path}", spot is not null ? $"{spot}, {mutation!.Name}" : whole?.Name ?? "right")
{
    public override bool IsRight => spot is null && whole is null;

    public override bool HasBody => route.Method is "POST" or "PATCH";

    public override async Task<Prepared> PrepareAsync(Scene scene, int lane, Dice dice, CancellationToken cancellationToken)
    {
        var caller = route.PageAccount switch
        {
            PageAccount.Stranger or PageAccount.Linked => null,
            PageAccount.Owner => scene.Other,
            PageAccount.SigningOut => await scene.SpareAsync(lane, cancellationToken),
            _ => scene.Callers[lane],
        };
        var visit = await visits.OfAsync(caller, cancellationToken);
        var draft = Make(page, route, visit, dice.OneIn(4) && route.Form is null ? "*/*" : "text/html");
        await NameAsync(draft, scene, caller, cancellationToken);
        if (route.Form is "sign-in")
        {
            var spare = await scene.SpareAsync(lane, cancellationToken);
            draft.Find(Place.Form, "Form.Email")!.Value = spare.Email;
            draft.Find(Place.Form, "Form.Password")!.Value = spare.Password;
        }
        else if (route.Form is "sign-up")
        {
            draft.Find(Place.Form, "Form.Email")!.Value = scene.NewName() + "@example.org";
        }

        if (spot is not null)
        {
            mutation!.Apply(new SpotTarget(draft, spot), dice);
        }

        whole?.Apply(draft, dice);
        return new Prepared(draft.ToWire(), Surface.Page)
        {
            Answered = async (answer, token) =>
            {
                if (route.Form is "sign-in" || route.PageAccount == PageAccount.SigningOut)
                {
                    // An account that has signed out, or tried to, is not used again.
                    scene.Used(lane, route.PageAccount == PageAccount.SigningOut || answer.IsSuccess);
                }
                else if (caller is not null && answer.Status == 201 && answer.Header("Location") is { } location)
                {
                    await scene.Temporary.AddAsync(caller, "/api/v1" + location, token);
                }
            },
        };
    }

    /// <summary>Creates a valid request that does not refer to anything yet.</summary>
    public static Draft Make(Uri page, PageRoute route, Visit visit, string accept)
    {
        var draft = new Draft(page, route.Method, route.Path);
        draft.Slots.Add(new Slot(Place.Header, "Accept", accept));
        draft.Slots.AddRange(route.Slots.Select(slot => new Slot(slot.Place, slot.Name, slot.Value, slot.Kind)));
        draft.Slots.AddRange(visit.Cookies.Select(cookie => new Slot(Place.Cookie, cookie.Key, cookie.Value)));
        draft.Slots.Add(new Slot(Place.Cookie, "theme", "dark"));
        if (route.Form is "circuit")
        {
            draft.Slots.Add(new Slot(Place.Form, "circuitId", "CfDJ8AAAAAAA"));
        }
        else if (route.Form is { } form)
        {
            draft.Slots.Add(new Slot(Place.Form, "__RequestVerificationToken", visit.FormToken));
            if (form.Length > 0)
            {
                draft.Slots.Add(new Slot(Place.Form, "_handler", form));
                draft.Slots.Add(new Slot(Place.Form, "Form.Email", "nobody@example.org"));
                draft.Slots.Add(new Slot(Place.Form, "Form.Password", People.Password));
                if (form is not ("sign-in" or "sign-up"))
                {
                    draft.Slots.Add(new Slot(Place.Form, "Form.Code", "7Q2MK-0XW9D"));
                }
            }
        }

        if (route.Form is not null)
        {
            draft.MediaType = "application/x-www-form-urlencoded";
        }
        else if (route.Method == "PATCH")
        {
            draft.MediaType = "application/offset+octet-stream";
            draft.Bytes = Valid.Content;
        }

        return draft;
    }

    private static async Task NameAsync(Draft draft, Scene scene, FuzzAccount? caller, CancellationToken cancellationToken)
    {
        foreach (var slot in draft.Slots.Where(slot => slot.Place == Place.Path || slot.Name is "platform-link" or "X-Api-Key").ToList())
        {
            slot.Value = (slot.Name, slot.Value.Chars) switch
            {
                ("Id" or "id", "") => await scene.CaptionsAsync(),
                ("id", "upload") => await scene.NewUploadAsync(caller!, isWhole: false, cancellationToken),
                ("Name", "") => caller!.Queue,
                ("platform-link" or "X-Api-Key", "") => await scene.LinkTokenAsync(),
                _ => slot.Value,
            };
        }
    }
}

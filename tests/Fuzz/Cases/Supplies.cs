using Platform.Fuzz.Document;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>Creates what an operation refers to. Selected by the operation's path and name, because the document does not describe it.</summary>
internal static class Supplies
{
    public static async Task<Supply> ForAsync(ApiOperation operation, Scene scene, int lane, CancellationToken cancellationToken)
    {
        var caller = scene.Callers[lane];
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        switch (operation.Family)
        {
            case "Register":
                values["email"] = scene.NewName() + "@example.org";
                return new Supply(null, values);
            case "SignIn" or "Refresh" or "SignOut" or "ChangePassword" or "ChangeEmail" or "BeginSecondFactor" or "ConfirmSecondFactor" or "RenewRecoveryCodes" or "RemoveSecondFactor" or "DeleteAccount":
                var spare = await scene.SpareAsync(lane, cancellationToken);
                values["email"] = spare.Email;
                values["new_email"] = scene.NewName() + "@example.org";
                values["password"] = spare.Password;
                values["current_password"] = spare.Password;
                values["refresh_token"] = spare.RefreshToken;
                return new Supply(operation.Schemes.Count == 0 ? null : spare, values);
            case "CreateJob":
                values["upload_id"] = await scene.NewUploadAsync(caller, isWhole: true, cancellationToken);
                break;
            case "SetAccountCaptions":
                values["If-Match"] = "*";
                break;
            case "CreateQueue":
                values["name"] = scene.NewName();
                break;
            case "CreateApiKey":
                values["name"] = "fuzz";
                break;
            case "GetCaptions" or "EditCaptions" or "ReplaceCaptions" or "ImportCaptions" or "ListRevisions" or "GetRevision" or "NameRevision" or "RestoreRevision" or "ListLinks" or "CreateLink" or "GetPeaks" or "GetMedia" or "GetCaptionedVideo" or "RecogniseAgain" or "ListRecognitions" or "ListComments" or "CreateComment" or "ListEditors" or "InviteEditor":
                values["id"] = await scene.CaptionsAsync();
                values["format"] = operation.Family == "ImportCaptions" ? "txt" : "vtt";
                values["revision"] = operation.Family == "NameRevision" ? await scene.EditedRevisionAsync(cancellationToken) : "0";
                values["If-Match"] = operation.Family is "EditCaptions" or "ReplaceCaptions" or "ImportCaptions" or "RestoreRevision" ? await scene.CaptionsTagAsync(cancellationToken) : "";
                return new Supply(scene.Other, values);
            case "RevokeLink":
                values["id"] = await scene.CaptionsAsync();
                values["link"] = await scene.NewLinkAsync(cancellationToken);
                return new Supply(scene.Other, values);
            case "ResolveComment" or "DeleteComment":
                values["id"] = await scene.CaptionsAsync();
                values["comment"] = await scene.NewCommentAsync(cancellationToken);
                return new Supply(scene.Other, values);
            case "RevokeEditor":
                values["id"] = await scene.CaptionsAsync();
                values["editor"] = await scene.NewEditorAsync(cancellationToken);
                return new Supply(scene.Other, values);
            case "GetLinkedCaptions":
                return new Supply(scene.Other with { Key = await scene.LinkTokenAsync() }, values);
            case "AckMessage" or "NackMessage" or "ExtendMessage" or "AckMessages" or "NackMessages":
                (var id, values["receipt"]) = await scene.NewDeliveryAsync(caller, cancellationToken);
                values["message_id"] = values["id"] = id;
                break;
            case "GetMessage":
                values["message_id"] = caller.Message;
                break;
            case "GetLog":
                values["filename"] = await scene.LogFileAsync(cancellationToken);
                break;
            case "ExpireSilence":
                values["id"] = await scene.NewSilenceAsync(cancellationToken);
                break;
            case "RevokeApiKey":
                values["id"] = await scene.NewKeyAsync(caller, cancellationToken);
                break;
            case "ListJobs":
                values["owner_id"] = caller.Id;
                break;
        }

        if (operation.Path.Contains("/jobs/{id}", StringComparison.Ordinal))
        {
            values["id"] = await scene.NewJobAsync(caller, isCancelled: operation.Method == "DELETE" || operation.Family == "RetryJob", cancellationToken);
        }
        else if (operation.Path.Contains("/uploads/{id}", StringComparison.Ordinal))
        {
            values["id"] = await scene.NewUploadAsync(caller, isWhole: false, cancellationToken);
        }
        else if (operation.Path.Contains("{queue_name}", StringComparison.Ordinal))
        {
            var isKept = operation.Method == "GET" || operation.Path.Contains("/rights", StringComparison.Ordinal) || operation.Path.Contains("/messages", StringComparison.Ordinal);
            values["queue_name"] = isKept ? caller.Queue : await scene.NewQueueAsync(caller, cancellationToken);
            values["user"] = scene.Other.Email;
        }

        return new Supply(operation.IsForOperators ? scene.Operator ?? caller : caller, values);
    }
}

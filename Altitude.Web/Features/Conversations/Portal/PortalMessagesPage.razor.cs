using System.Globalization;
using Altitude.Data;
using Altitude.Domain.Customers;
using Altitude.Domain.Files;
using Altitude.Web.Files;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Conversations.Portal;

/// <summary>A customer's conversations: the general one with those about jobs beside it, or one of a job.</summary>
public sealed partial class PortalMessagesPage
{
    private const string FilesField = "Message.Files";
    private const int Usual = 60;
    private const int MostShown = 1_000;

    /// <summary>Number of the job whose conversation is shown; null: the general one.</summary>
    [SupplyParameterFromQuery(Name = "job")]
    public string? AskedJob { get; set; }

    /// <summary>How many messages at most; null: as usual.</summary>
    [SupplyParameterFromQuery(Name = "shown")]
    public string? AskedShown { get; set; }

    [SupplyParameterFromForm(FormName = "send")]
    public MessageForm? Message { get; set; }

    [SupplyParameterFromForm(FormName = "read")]
    public ReadForm? Read { get; set; }

    [Inject]
    public required PortalMessagesQuery Query { get; init; }

    [Inject]
    public required SendMessage Send { get; init; }

    [Inject]
    public required MarkRead Mark { get; init; }

    private ConversationTexts Texts => new(Company.Culture);
    private PortalMessages View { get; set; } = null!; // Drawn only where it was found.

    private string? Job => string.IsNullOrEmpty(AskedJob) ? null : AskedJob;
    private string Own => $"{Home}/messages";
    private string Address => AddressOf(Job);
    private string Title =>
        IsShown && View.Chosen.JobTitle is { } about ? $"{about} · {Texts.Messages} · {Company.Name}" : $"{Texts.Messages} · {Company.Name}";

    private int Shown =>
        int.TryParse(AskedShown, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, Usual, MostShown) : Usual;

    private string EarlierAddress => $"{Own}?{(Job is null ? "" : $"job={Job}&")}shown={Math.Min(MostShown, Shown + 2 * Usual)}";

    private IReadOnlyList<SentFile> Sent =>
        Context.Request.HasFormContentType
            ?
            [
                .. Context
                    .Request.Form.Files.GetFiles(FilesField)
                    .Where(f => f.Length > 0 || f.FileName.Length > 0) // A field that nobody filled in comes as a file without a name.
                    .Select(f => new SentFile(f.FileName, f.OpenReadStream)),
            ]
            : [];

    private bool HadFiles => Refused is not null && Sent.Count > 0;

    private string? Mend =>
        Refused is null
            ? null
            : Components.Here.At(
                Context,
                Refused.Rule is MessageRules.Files or FileRules.Unreadable or FileRules.TooLarge or FileRules.TooMany
                    ? $"files-{Job ?? "general"}"
                    : $"message-{Job ?? "general"}"
            );

    protected override async Task LoadAsync()
    {
        Message ??= new MessageForm();
        Read ??= new ReadForm();
        if (await Query.RunAsync(Reader, Job, Shown, Aborted) is { } found)
        {
            View = found;
            return;
        }

        NotThere();
    }

    private async Task SendAsync()
    {
        if (Message is not { } form)
        {
            return;
        }

        if (await TryAsync(() => Send.RunAsync(Visitor, Job, form.Text ?? "", Sent, RequestKey.From(form.Key, "send-message"), Aborted)))
        {
            GoOn($"{Address}#latest");
        }
        else if (IsSignedIn)
        {
            await LoadAsync(); // What is true now.
        }
    }

    /// <summary>The page was on a screen for some seconds.</summary>
    private async Task ReadAsync()
    {
        var through = int.TryParse(Read?.Through, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (await TryAsync(() => Mark.RunAsync(Visitor, Job, through, Aborted)))
        {
            GoOn(Address);
        }
    }

    private string AddressOf(string? job) => job is null ? Own : $"{Own}?job={Uri.EscapeDataString(job)}";

    private string ExcerptOf(PortalConversationRow row) =>
        row.LastExcerpt.Length > 0 ? $"{row.LastAuthor}: {row.LastExcerpt}" : $"{row.LastAuthor}: {Texts.PhotosAndFiles}";

    /// <summary>A message as it was sent: texts only, whatever they hold; its files stand beside it.</summary>
    public sealed class MessageForm
    {
        public string? Key { get; set; }
        public string? Text { get; set; }
    }

    /// <summary>How far somebody has read.</summary>
    public sealed class ReadForm
    {
        public string? Through { get; set; }
    }
}

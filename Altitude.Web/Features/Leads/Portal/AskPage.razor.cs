using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Customers;
using Altitude.Domain.Leads;
using Altitude.Web.Components;
using Altitude.Web.Files;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Leads.Portal;

/// <summary>A customer who is signed in asks for new work, at one of their own places.</summary>
public sealed partial class AskPage
{
    private const string PhotosField = "Ask.Photos";

    [SupplyParameterFromForm(FormName = "ask")]
    public AskForm? Ask { get; set; }

    /// <summary>Number of the request that was just sent; null: none.</summary>
    [SupplyParameterFromQuery]
    public string? Received { get; set; }

    [Inject]
    public required AskForWork Asking { get; init; }

    [Inject]
    public required OwnPlacesQuery Query { get; init; }

    private LeadTexts Texts => new(Company.Culture);
    private IReadOnlyList<OwnPlace> Places { get; set; } = [];
    private string Address => $"{Home}/ask";
    private string Key => Ask?.Key is { Length: 36 } key ? key : Guid.CreateVersion7().ToString();
    private bool IsReceived => Received is { Length: <= 32 } && PlainText.IsWhole(Received) && Refused is null;
    private bool IsElsewhere => Ask is not null ? string.IsNullOrEmpty(Ask.Place) : Places.Count != 1;

    private string? Target =>
        Refused?.Rule switch
        {
            LeadRules.Service => Here.At(Context, "service"),
            LeadRules.Text => Here.At(Context, "more"),
            LeadRules.Times => Here.At(Context, "times"),
            LeadRules.Photo or LeadRules.Photos => Here.At(Context, "photos"),
            _ => null,
        };

    private IReadOnlyList<SentFile> Sent =>
        Context.Request.HasFormContentType
            ? [.. Context.Request.Form.Files.GetFiles(PhotosField).Where(f => f.Length > 0).Select(f => new SentFile(f.FileName, f.OpenReadStream))]
            : [];

    /// <summary>What is wrong with the photos, or that they were not kept; null: nothing.</summary>
    private string? PhotosProblem =>
        Refused?.Rule is LeadRules.Photo or LeadRules.Photos ? Refused.Message
        : Refused is not null && Sent.Count > 0 ? Texts.ChoosePhotosAgain
        : null;

    private string PhotosLook => PhotosProblem is null ? "field" : "field has-error";
    private string PhotosDescribed => PhotosProblem is null ? "photos-hint" : "photos-error photos-hint";

    protected override async Task LoadAsync()
    {
        if (!Reader.Rights.MaySeeEstimates())
        {
            NotThere(); // They pay the invoices; others ask for work.
            return;
        }

        Places = await Query.RunAsync(Reader, Aborted);
    }

    private bool IsChosen(OwnPlace place) => Ask is not null ? Ask.Place == place.Id.ToString() : Places.Count == 1;

    private RuleViolation? ProblemOf(string rule) => Refused?.Rule == rule ? Refused : null;

    private async Task SendAsync()
    {
        Id<ServiceLocation>? place =
            string.IsNullOrEmpty(Ask?.Place) ? null
            : Id<ServiceLocation>.TryParse(Ask.Place, null, out var chosen) ? chosen
            : new Id<ServiceLocation>(Guid.Empty); // Nobody's.
        var wanted = new WorkToAsk(Ask?.Service ?? "", Ask?.Text ?? "", Ask?.Times ?? "", place);
        var number = "";
        if (await TryAsync(async () => number = await Asking.RunAsync(Visitor, wanted, Sent, RequestKey.From(Ask?.Key, "ask-for-work"), Aborted)))
        {
            GoOn($"{Address}?received={number}");
        }
    }

    /// <summary>What they ask for, as it was sent.</summary>
    public sealed class AskForm
    {
        public string? Key { get; set; }
        public string? Service { get; set; }
        public string? Text { get; set; }
        public string? Times { get; set; }
        public string? Place { get; set; }
    }
}

using System.Globalization;
using Altitude.Data;
using Altitude.Domain.Estimates;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Estimates.Portal;

/// <summary>An estimate at the state of the moment: to be approved or declined, or what became of it.</summary>
public sealed partial class PortalEstimatePage
{
    private const string Update = "update";
    private const string PackageMark = "package";

    [Parameter]
    public required string Number { get; set; }

    [SupplyParameterFromForm(FormName = "approve")]
    public ApprovalForm? Approval { get; set; }

    [SupplyParameterFromForm(FormName = "decline")]
    public RefusalForm? Refusal { get; set; }

    [SupplyParameterFromForm(FormName = "changes")]
    public WordsForm? Changes { get; set; }

    [SupplyParameterFromForm(FormName = "new-price")]
    public WordsForm? Asking { get; set; }

    [SupplyParameterFromForm(FormName = "take-back")]
    public WordsForm? Taking { get; set; }

    [Inject]
    public required PortalEstimateQuery Query { get; init; }

    [Inject]
    public required ApproveEstimate Approve { get; init; }

    [Inject]
    public required DeclineEstimate Decline { get; init; }

    [Inject]
    public required RequestChanges Request { get; init; }

    [Inject]
    public required AskForNewPrice Ask { get; init; }

    [Inject]
    public required TakeBackAnswer TakeBack { get; init; }

    [Inject]
    public required MarkEstimateViewed MarkViewed { get; init; }

    private EstimateTexts Texts => new(Company.Culture);

    private PortalEstimate View { get; set; } = null!; // Drawn only where it was found.
    private string Package { get; set; } = "";
    private IReadOnlySet<string> Ticked { get; set; } = EstimateContent.NoTicks;
    private EstimateTotals Totals { get; set; } = null!; // Reckoned with View.

    private string Title => IsShown ? Texts.TitleOf(View.Number, Company.Name) : Company.Name;
    private string Address => $"{Home}/estimates/{Number}";
    private string Total => Company.Words.Money(Totals.Total);
    private string Deposit => Company.Words.Money(Totals.Deposit);
    private bool HasDeposit => Totals.Deposit.MinorUnits > 0;
    private string Until => Company.Words.Expiry(View.ExpiresAt, View.Now);

    private bool IsLastHour => View.ExpiresAt - View.Now <= TimeSpan.FromHours(1);
    private string Left => Texts.Minutes(Math.Max(1, (int)Math.Ceiling((View.ExpiresAt - View.Now).TotalMinutes)));
    private string EndsAt => Instant(View.ExpiresAt);
    private string ReadAt => Instant(View.Now);

    private string TaxRate => Ppm(View.Content.Tax?.Percent ?? 0) ?? "0";
    private string? DiscountPercent => Ppm(View.Content.Discount.Percent);
    private string? DiscountFixed => Minor(View.Content.Discount.MinorUnits);
    private string? DepositPercent => Ppm(View.Content.Deposit.Percent);
    private string? DepositFixed => Minor(View.Content.Deposit.MinorUnits);

    /// <summary>As <see cref="Components.Words"/> does it: a currency that is not the culture's own is named by its code.</summary>
    private string? CurrencyDisplay => Total.Contains(View.Content.Currency.Code, StringComparison.Ordinal) ? "code" : null;

    private string NameId => $"name-{View.Number}";
    private string ReasonId => $"reason-{View.Number}";
    private string ChangesId => $"changes-{View.Number}";
    private string AskingId => $"asking-{View.Number}";
    private string ChangesKey => KeyOf(Changes);
    private string AskingKey => KeyOf(Asking);
    private string TakingKey => KeyOf(Taking);
    private string ApprovalKey => Approval?.Key is { Length: 36 } key ? key : Guid.CreateVersion7().ToString();
    private string RefusalKey => Refusal?.Key is { Length: 36 } key ? key : Guid.CreateVersion7().ToString();

    private bool IsNameWrong => Refused?.Rule == EstimateRules.TypedName;
    private bool IsDeclineOpen => Refused is not null && Refusal?.Shown is not null;
    private bool IsChangesOpen => Refused is not null && Changes?.Text is not null;
    private bool IsChangesWrong => IsChangesOpen && Refused?.Rule == EstimateRules.Texts;
    private bool IsAsked => View.Wish == EstimateWish.NewPrice;
    private string AskHeading => IsAsked ? Texts.NewPriceAsked : Texts.StillWantIt;

    private string TakeBackName => View.State == EstimateState.Approved ? Texts.TakeBackApproval : Texts.TakeBackRefusal;

    private string TakeBackText =>
        View.State == EstimateState.Approved
            ? View.Invoice is { } invoice
                ? Texts.CanTakeBackInvoice(invoice.Number)
                : Texts.CanTakeBack
            : Texts.CanTakeBackRefusal;

    /// <summary>The version that a refused form was about, where it is not the present one.</summary>
    private int? Since =>
        Refused?.Rule == EstimateRules.Changed ? View.Earlier.FirstOrDefault(v => v.Hash.Hex == (Approval?.Shown ?? Refusal?.Shown))?.Number : null;

    private bool IsUpdated => Approval?.Act == Update;

    /// <summary>What the person wrote into a form that can no longer be sent.</summary>
    private string? Kept => Refused is null ? null : Approval?.TypedName ?? Refusal?.Reason ?? Changes?.Text ?? Asking?.Text;

    /// <summary>The field that gets it back when the page opens again.</summary>
    private string? KeptFor =>
        Approval?.TypedName is not null ? NameId
        : Refusal?.Reason is not null ? ReasonId
        : ChangesId;

    /// <summary>Where the error summary leads.</summary>
    private string? Mend =>
        !View.IsOpen ? null
        : IsNameWrong ? Components.Here.At(Context, NameId)
        : IsDeclineOpen ? Components.Here.At(Context, ReasonId)
        : IsChangesOpen ? Components.Here.At(Context, ChangesId)
        : Components.Here.At(Context, "approve-card");

    /// <summary>The very words that are kept with the approval, in parts, because a ticked option changes the amounts in them.</summary>
    private IEnumerable<WordingPart> Wording
    {
        get
        {
            const char TotalMark = '\u0001';
            const char DepositMark = '\u0002';
            const char ChosenMark = '\u0003';
            char[] marks = [TotalMark, DepositMark, ChosenMark];
            var text = ConsentWording.For(
                Company.Name,
                View.Number,
                TotalMark.ToString(),
                HasDeposit ? DepositMark.ToString() : null,
                Package.Length > 0 ? ChosenMark.ToString() : ""
            );
            var from = 0;
            for (var at = text.IndexOfAny(marks); at >= 0; at = text.IndexOfAny(marks, from))
            {
                yield return new WordingPart(text[from..at], null);
                yield return text[at] switch
                {
                    TotalMark => new WordingPart(Total, "total"),
                    DepositMark => new WordingPart(Deposit, "deposit"),
                    _ => new WordingPart(Package, PackageMark),
                };
                from = at + 1;
            }

            yield return new WordingPart(text[from..], null);
        }
    }

    protected override async Task LoadAsync()
    {
        Approval ??= new ApprovalForm();
        Refusal ??= new RefusalForm();
        Changes ??= new WordsForm();
        Asking ??= new WordsForm();
        Taking ??= new WordsForm();
        if (await Query.RunAsync(Reader, Number, version: null, Aborted) is not { } found)
        {
            NotThere();
            return;
        }

        View = found;
        Ticked = TickedInForm().Where(key => found.Content.Lines.Any(l => l.IsOptional && l.Key == key)).ToHashSet();
        Package = SentPackage is { } sent && found.Content.Offers(sent) ? sent : found.Content.FirstPackage;
        Totals = found.Content.Totals(Ticked, Package);
    }

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (IsShown && HttpMethods.IsPost(Context.Request.Method) && !View.IsMarked)
        {
            await TryAsync(MarkAsync); // Who sends a form has seen the page, with or without a script.
        }
    }

    private Task MarkAsync() => MarkViewed.RunAsync(Visitor, Number, View.Version, Aborted);

    /// <summary>The page was on a screen for some seconds; it is marked by the post itself.</summary>
    private void ViewedAsync() => GoOn(Address);

    private Task RequestChangesAsync() =>
        Changes is { } form
            ? DecideAsync(() => Request.RunAsync(Visitor, Number, form.Text ?? "", RequestKey.From(form.Key, "request-changes"), Aborted))
            : Task.CompletedTask;

    private Task AskForNewPriceAsync() =>
        Asking is { } form
            ? DecideAsync(() => Ask.RunAsync(Visitor, Number, form.Text ?? "", RequestKey.From(form.Key, "ask-for-new-price"), Aborted))
            : Task.CompletedTask;

    private Task TakeBackAsync() =>
        Taking is { } form
            ? DecideAsync(() => TakeBack.RunAsync(Visitor, Number, RequestKey.From(form.Key, "take-back-answer"), Origin, Aborted))
            : Task.CompletedTask;

    private async Task ApproveAsync()
    {
        if (IsUpdated || Approval is not { } form)
        {
            return; // The page is drawn with the ticks that were sent.
        }

        var total = long.TryParse(form.Total, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) ? minor : (long?)null;
        await DecideAsync(() =>
            Approve.RunAsync(
                Visitor,
                Number,
                new Approval(form.Shown, Ticked, total, form.TypedName ?? "", SentPackage ?? ""),
                RequestKey.From(form.Key, "approve-estimate"),
                Origin,
                Aborted
            )
        );
    }

    private Task DeclineAsync() =>
        Refusal is { } form
            ? DecideAsync(() =>
                Decline.RunAsync(Visitor, Number, form.Shown, form.Reason ?? "", RequestKey.From(form.Key, "decline-estimate"), Aborted)
            )
            : Task.CompletedTask;

    private async Task DecideAsync(Func<Task> decide)
    {
        if (await TryAsync(decide))
        {
            GoOn(Address);
        }
        else if (IsSignedIn)
        {
            await LoadAsync(); // What is true now.
        }
    }

    private string? SentPackage => Context.Request.HasFormContentType ? Context.Request.Form[EstimatePackages.PackageField].FirstOrDefault() : null;

    private static string KeyOf(WordsForm? form) => form?.Key is { Length: 36 } key ? key : Guid.CreateVersion7().ToString();

    private IEnumerable<string> TickedInForm() =>
        Context.Request.HasFormContentType ? Context.Request.Form[EstimateLines.OptionField].OfType<string>() : [];

    /// <summary>Parts per million, which is how the page's script reckons; null: none.</summary>
    private static string? Ppm(decimal percent) => percent == 0 ? null : ((long)(percent * 10_000)).ToString(CultureInfo.InvariantCulture);

    private static string? Minor(long units) => units == 0 ? null : units.ToString(CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private sealed record WordingPart(string Text, string? Sum);

    /// <summary>The approval form as it was sent: texts only, whatever they hold.</summary>
    public sealed class ApprovalForm
    {
        public string? Key { get; set; }
        public string? Shown { get; set; }
        public string? Total { get; set; }
        public string? TypedName { get; set; }
        public string? Act { get; set; }
    }

    /// <summary>A form of words, or of nothing but its button, as it was sent.</summary>
    public sealed class WordsForm
    {
        public string? Key { get; set; }
        public string? Text { get; set; }
    }

    /// <summary>The decline form as it was sent.</summary>
    public sealed class RefusalForm
    {
        public string? Key { get; set; }
        public string? Shown { get; set; }
        public string? Reason { get; set; }
    }
}

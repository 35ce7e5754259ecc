using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Invoices;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.Payments.Office;

/// <summary>The company's account at the payment provider, and what customers may pay there. Secrets go in and never come out.</summary>
public sealed partial class PaymentSettingsPage
{
    private Staff? _staff;
    private PaymentSettingsView? _view;
    private CultureInfo _culture = CultureInfo.InvariantCulture;
    private string _key = "";
    private string _secret = "";
    private string _least = "";
    private string _surcharge = "";
    private string _mostSurcharge = "";
    private string _surchargeText = "";
    private bool _asksForTips;
    private string _tips = "";
    private bool _isActing;
    private bool _isSure;
    private Part _refusedAt;
    private Part _savedAt;
    private RuleViolation? _refused;

    private enum Part
    {
        None,
        Key,
        Webhook,
        Terms,
        OnTop,
        Disconnect,
    }

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required PaymentSettingsQuery Query { get; init; }

    [Inject]
    public required ConnectPayments Connecting { get; init; }

    [Inject]
    public required SetWebhookSecret SettingSecret { get; init; }

    [Inject]
    public required SubscribeWebhook Subscribing { get; init; }

    [Inject]
    public required ChangePaymentTerms ChangingTerms { get; init; }

    [Inject]
    public required ChangeExtras ChangingExtras { get; init; }

    [Inject]
    public required DisconnectPayments Disconnecting { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    private bool MayControl => _staff?.Role.MayControl() == true;

    private string StateName =>
        _view is not { IsReady: true } ? "Off"
        : _view.Mode == ProviderMode.Live ? "On"
        : "Test mode";

    private string StateTone =>
        _view is not { IsReady: true } ? ""
        : _view.Mode == ProviderMode.Live ? "good"
        : "waiting";

    private string StateInWords =>
        _view switch
        {
            { IsReady: true, Mode: ProviderMode.Live } =>
                "Customers pay invoices by card or from a bank account on Stripe's page. Card numbers never reach this portal.",
            { IsReady: true } => "Customers can pay with test cards. No money moves until a live key is entered.",
            { KeyEnd.Length: > 0 } => "One step is missing: Stripe must be able to tell us what was paid.",
            _ => "Customers can pay invoices on Stripe's page once the company's account is connected.",
        };

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override bool Concerns(FeedEntry entry) => entry.Kind == "payments.changed";

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!MayControl)
        {
            return;
        }

        var isFirst = _view is null;
        _culture = (await Current.GetWorkspaceAsync(cancellationToken)).Culture;
        _view = await Query.RunAsync(_staff!, cancellationToken); // Prepared first.
        if (isFirst)
        {
            _least = Written(_view.LeastPart);
            var onTop = _view.OnTop;
            _surcharge = onTop.SurchargePercent == 0 ? "" : onTop.SurchargePercent.ToString("0.####", _culture);
            _mostSurcharge = Written(_view.LeastPart with { MinorUnits = onTop.MostSurcharge });
            (_surchargeText, _asksForTips) = (onTop.SurchargeText, onTop.AsksForTips);
            _tips = string.Join(", ", onTop.TipPercents);
        }
    }

    private async Task ConnectAsync()
    {
        if (await ActAsync(Part.Key, () => Connecting.RunAsync(_staff!, _key, RequestKey.New("connect-payments"), Closed))) // The form is drawn for somebody.
        {
            _key = "";
        }
    }

    private async Task SetSecretAsync()
    {
        if (await ActAsync(Part.Webhook, () => SettingSecret.RunAsync(_staff!, _secret, RequestKey.New("set-webhook-secret"), Closed))) // As above.
        {
            _secret = "";
        }
    }

    private Task<bool> SubscribeAsync() => ActAsync(Part.Webhook, () => Subscribing.RunAsync(_staff!, RequestKey.New("subscribe-webhook"), Closed)); // As above.

    private Task<bool> ChangeTermsAsync() =>
        ActAsync(
            Part.Terms,
            () => ChangingTerms.RunAsync(_staff!, Read(_least, PaymentRules.LeastPart), RequestKey.New("change-payment-terms"), Closed)
        ); // As above.

    private Task<bool> ChangeExtrasAsync() =>
        ActAsync(Part.OnTop, () => ChangingExtras.RunAsync(_staff!, ReadExtras(), RequestKey.New("change-extras"), Closed)); // As above.

    private async Task DisconnectAsync()
    {
        await ActAsync(Part.Disconnect, () => Disconnecting.RunAsync(_staff!, RequestKey.New("disconnect-payments"), Closed)); // As above.
        _isSure = false;
    }

    private async Task<bool> ActAsync(Part part, Func<Task> act)
    {
        if (_isActing)
        {
            return false;
        }

        (_isActing, _refused, _refusedAt, _savedAt) = (true, null, Part.None, Part.None);
        try
        {
            await act();
            _savedAt = part;
            await LoadAsync(Closed);
            return true;
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            (_refused, _refusedAt) = (refused, part);
            return false;
        }
        finally
        {
            _isActing = false;
        }
    }

    /// <exception cref="RuleViolation">A percentage, an amount or a list of tips that cannot be read.</exception>
    private ExtraTerms ReadExtras()
    {
        var percent = 0m;
        RuleViolation.Unless(
            _surcharge.Trim().Length == 0
                || decimal.TryParse(
                    _surcharge.Trim().TrimEnd('%'),
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite,
                    _culture,
                    out percent
                ),
            PaymentRules.Surcharge,
            $"Write a percentage from 0 to {PaymentAccount.MostSurchargePercent}, such as {2.5m.ToString(_culture)}."
        );
        List<int> tips = [];
        foreach (var text in _tips.Split([',', ';', ' ', '%'], StringSplitOptions.RemoveEmptyEntries))
        {
            RuleViolation.Unless(
                int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tip),
                PaymentRules.Tip,
                "Write tips as whole per cents with commas between them, such as 10, 15, 20."
            );
            tips.Add(tip);
        }

        return new ExtraTerms(percent, Read(_mostSurcharge, PaymentRules.Surcharge), _surchargeText, _asksForTips, tips);
    }

    /// <param name="rule">What it is about, for a refusal.</param>
    /// <exception cref="RuleViolation">It is no amount of this currency.</exception>
    private long Read(string text, string rule)
    {
        var currency = _view!.LeastPart.Currency; // The form is drawn with it.
        if (text.Trim().Length == 0)
        {
            return 0;
        }

        RuleViolation.Unless(
            decimal.TryParse(text.Trim(), NumberStyles.Currency, _culture, out var major)
                && major is >= 0 and < 1_000_000_000
                && Money.OfMajor(major, currency).Major == major,
            rule,
            "Write an amount, or leave it empty."
        );
        return Money.OfMajor(major, currency).MinorUnits;
    }

    private string Written(Money amount) =>
        amount.MinorUnits == 0 ? "" : amount.Major.ToString("F" + amount.Currency.Exponent.ToString(CultureInfo.InvariantCulture), _culture);

    private string? IsAbout(string rule) => _refused?.Rule == rule ? "true" : null;
}

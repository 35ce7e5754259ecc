using System.Globalization;
using Altitude.Web.Components;

namespace Altitude.Web.Features.Leads;

/// <summary>The request form, what follows it, and the mail that confirms it.</summary>
public sealed class LeadTexts(CultureInfo culture) : Texts(culture)
{
    public string AnotherRequest => Of();
    public string ChoosePhotosAgain => Of();
    public string CopyByMail => Of();
    public string Email => Of();
    public string ErrorMark => Of();
    public string HowToReachYou => Of();

    public string InAHurry(object? phone) => Of([phone]);

    public string LeaveEmpty => Of();
    public string MailHeading => Of();
    public string MailHello => Of();
    public string MailNotYou => Of();
    public string MailNothingOwed => Of();
    public string MailNumber => Of();

    public string MailReceived(object? company, object? number) => Of([company, number]);

    public string MailSubject(object? company, object? number) => Of([company, number]);

    public string MailWhen => Of();
    public string NothingOwed => Of();
    public string NothingOwedHow => Of();
    public string OnlyForThis => Of();
    public string Optional => Of();
    public string Phone => Of();
    public string Photos => Of();

    public string PhotosHint(object? most, object? megabytes) => Of([most, megabytes]);

    public string ReachHint => Of();

    public string ReceivedBy(object? company) => Of([company]);

    public string RequestReceived => Of();
    public string RequestWork => Of();
    public string SendRequest => Of();
    public string SomebodyReads => Of();
    public string SomebodyReadsHow => Of();
    public string TellMore => Of();
    public string TellMoreHint => Of();

    public string TellUsWhat(object? company) => Of([company]);

    public string ThereIsAProblem => Of();
    public string WhatHappensNext => Of();
    public string WhatYouNeed => Of();
    public string WhatYouNeedHint => Of();
    public string WhenSuits => Of();
    public string WhenSuitsHint => Of();
    public string Where => Of();
    public string WhereHint => Of();
    public string YouHearFromUs => Of();
    public string YouHearHow => Of();
    public string YourName => Of();

    public string AskForWork => Of();

    public string AskSub(object? company) => Of([company]);

    public string AskSend => Of();

    public string AskPlace => Of();

    public string AskElsewhere => Of();

    public string AskReceived(object? company, object? number) => Of([company, number]);
}

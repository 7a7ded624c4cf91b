from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter): ...


class SecondFactorAdapter(DefaultMFAAdapter): ...


class SocialAdapter(DefaultSocialAccountAdapter): ...

/** Words of the door. */
import { defineTexts } from '../i18n/texts.ts';

export const { useTexts: useSignInTexts } = defineTexts({
  signIn: { zh: '登录', en: 'Sign in' },
  tagline: { zh: '一个会员，通行整个集团', en: 'One membership across the group' },
  who: { zh: '登录身份', en: 'Sign in as' },
  member: { zh: '会员', en: 'Member' },
  staff: { zh: '员工', en: 'Staff' },
  phone: { zh: '手机号', en: 'Phone number' },
  phonePlaceholder: { zh: '请输入手机号', en: 'Your phone number' },
  sendCode: { zh: '获取验证码', en: 'Send code' },
  sendAgain: { zh: '重新发送', en: 'Send again' },
  sendAgainIn: { zh: '{seconds} 秒后可重发', en: 'Again in {seconds} s' },
  code: { zh: '验证码', en: 'Code' },
  codeSentTo: { zh: '验证码已发送至 {phone}', en: 'The code was sent to {phone}' },
  otherPhone: { zh: '换个号码', en: 'Another number' },
  demonstration: {
    zh: '演示环境没有短信通道，验证码是',
    en: 'This is a demonstration without a text channel. The code is',
  },
  fillIn: { zh: '填入', en: 'Fill in' },
  enter: { zh: '进入', en: 'Continue' },
  account: { zh: '账号', en: 'Account' },
  password: { zh: '密码', en: 'Password' },
  newPassword: { zh: '新密码', en: 'New password' },
  newPasswordHint: {
    zh: '管理员设置的是临时密码，请改为自己的密码（至少 12 个字符）',
    en: 'An operator set this password. Choose your own, of 12 characters or more.',
  },
  newMember: { zh: '欢迎加入', en: 'Welcome' },
  secondNeeded: {
    zh: '这个号码很久没有登录了。请用车牌、车架号或邮箱证明是您本人，或者从新会员开始。',
    en: 'This number has not been used for long. Prove it is you with another identity, or begin as a new member.',
  },
  identityType: { zh: '证明方式', en: 'Proof' },
  LICENCE_PLATE: { zh: '车牌号', en: 'Licence plate' },
  VIN: { zh: '车架号', en: 'VIN' },
  EMAIL: { zh: '邮箱', en: 'E-mail' },
  identityValue: { zh: '号码', en: 'Value' },
  startNew: { zh: '作为新会员开始', en: 'Begin as a new member' },
});
